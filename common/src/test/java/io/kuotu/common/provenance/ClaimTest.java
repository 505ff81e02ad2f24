package io.kuotu.common.provenance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kuotu.common.job.JobManifest;
import io.kuotu.common.provenance.KnownKeys.Standing;
import io.kuotu.common.testing.SampleJobs;
import io.kuotu.common.wire.JsonCodec;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClaimTest {
    private static final SigningKey KEY = SigningKey.make(new SecureRandom());
    private static final KnownKeys KNOWN = KnownKeys.of(KEY.verifying());

    @Test
    void theRestOfAPictureIsAroundTheOriginal() {
        Region original = new Region(16, 8, 64, 32);
        List<Region> rest = original.around(96, 48);
        assertThat(rest)
                .containsExactly(
                        new Region(0, 0, 96, 8),
                        new Region(0, 8, 16, 32),
                        new Region(80, 8, 16, 32),
                        new Region(0, 40, 96, 8));
        assertThat(rest).noneMatch(original::overlaps);
        int pixels = rest.stream().mapToInt(r -> r.width() * r.height()).sum();
        assertThat(pixels).isEqualTo(96 * 48 - 64 * 32);
        assertThat(Region.whole(96, 48).around(96, 48)).isEmpty();
        assertThat(original.scaled(2)).isEqualTo(new Region(32, 16, 128, 64));
    }

    @Test
    void cellsCoverAPictureOfAnySize() {
        for (int side : List.of(8, 9, 97, 1000)) {
            long pixels = 0;
            for (int cell = 0; cell < Grid.CELLS; cell++) {
                Region region = Grid.region(cell, side, 48);
                pixels += (long) region.width() * region.height();
            }
            assertThat(pixels).isEqualTo(48L * side);
        }
    }

    @Test
    void aClaimIsOneLine_andComesBack() {
        Claim claim = SampleClaims.expansion(7);
        assertThat(claim.text()).doesNotContain("\n", "\t").contains("\"seed\":7");
        assertThat(Claim.read(claim.text())).isEqualTo(claim);
    }

    @Test
    void whatIsNoClaimIsNamed() {
        String text = SampleClaims.expansion(7).text();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Claim.read(text.replace("\"schema\":1", "\"schema\":2")))
                .withMessageContaining("form 1, not 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Claim.read(text.replace("\"width\":96", "\"width\":60")))
                .withMessageContaining("outside of the picture");
        assertThatIllegalArgumentException().isThrownBy(() -> Claim.read("{}"));
        assertThatIllegalArgumentException().isThrownBy(() -> Claim.read("hello"));
    }

    @Test
    void aManifestsSealHoldsAllOfIt() {
        JobManifest manifest =
                ManifestSeal.sealed(
                        JobManifest.cancelled(new SampleJobs(1).expansion(), SampleJobs.NOW), KEY);
        byte[] json = JsonCodec.encode(manifest);
        assertThat(ManifestSeal.open(json, KNOWN).standing()).contains(Standing.KNOWN);
        assertThat(ManifestSeal.open(json, KNOWN).manifest()).isEqualTo(manifest);
        assertThat(ManifestSeal.open(json, KnownKeys.NONE).standing()).contains(Standing.UNKNOWN);
        String changed = new String(json, UTF_8).replace("summer", "winter");
        assertThat(ManifestSeal.open(changed.getBytes(UTF_8), KNOWN).standing())
                .contains(Standing.BROKEN);
        String more = new String(json, UTF_8).replaceFirst("\\{", "{\"new\":1,");
        assertThat(ManifestSeal.open(more.getBytes(UTF_8), KNOWN).standing())
                .contains(Standing.BROKEN);
    }

    @Test
    void aManifestWithoutASealIsWhatItWas_andOneSealIsNoOthers() {
        JobManifest bare = JobManifest.cancelled(new SampleJobs(1).expansion(), SampleJobs.NOW);
        assertThat(new String(JsonCodec.encode(bare), UTF_8)).doesNotContain("seal");
        assertThat(ManifestSeal.open(JsonCodec.encode(bare), KNOWN).standing()).isEmpty();
        JobManifest other = JobManifest.cancelled(new SampleJobs(2).expansion(), SampleJobs.NOW);
        JobManifest swapped = bare.withSeal(ManifestSeal.sealed(other, KEY).seal());
        assertThat(ManifestSeal.open(JsonCodec.encode(swapped), KNOWN).standing())
                .contains(Standing.BROKEN);
        String claims = Jws.attached(JsonCodec.encode(bare), Mark.TYPE, KEY);
        JobManifest typed = bare.withSeal(Optional.of(claims));
        assertThat(ManifestSeal.open(JsonCodec.encode(typed), KNOWN).standing())
                .contains(Standing.BROKEN);
    }
}
