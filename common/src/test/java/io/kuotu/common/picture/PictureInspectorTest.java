package io.kuotu.common.picture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.ProblemException;
import io.kuotu.common.testing.SamplePictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureInspectorTest {
    @TempDir Path folder;

    private PictureHeader inspect(byte[] bytes) throws IOException {
        return PictureInspector.inspect(Files.write(folder.resolve("picture"), bytes), "image");
    }

    private void refused(byte[] bytes, ErrorCode code) {
        assertThatThrownBy(() -> inspect(bytes))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> {
                            assertThat(e.problem().code()).isEqualTo(code);
                            assertThat(e.problem().field()).contains("image");
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "webp", "gif"})
    void inspect_readsEveryFormat(String format) throws IOException {
        PictureHeader header =
                inspect(SamplePictures.encode(SamplePictures.gradient(120, 80), format));
        assertThat(header.format().name()).isEqualToIgnoringCase(format);
        assertThat(header.width()).isEqualTo(120);
        assertThat(header.height()).isEqualTo(80);
        assertThat(header.animated()).isFalse();
    }

    @Test
    void inspect_swapsSidesWhereTheOrientationDoes() throws IOException {
        byte[] jpeg = SamplePictures.encode(SamplePictures.gradient(120, 80), "jpeg");
        PictureHeader header = inspect(SamplePictures.withExifOrientation(jpeg, 6));
        assertThat(header.orientation()).isEqualTo(6);
        assertThat(header.width()).isEqualTo(80);
        assertThat(header.height()).isEqualTo(120);
    }

    @Test
    void inspect_takesNothingOfAHugeClaim() throws IOException {
        PictureHeader header = inspect(SamplePictures.pngClaiming(30_000, 30_000));
        assertThat(header.pixels()).isEqualTo(900_000_000L);
        assertThat(PictureLimits.DEFAULT.check(header, "image").orElseThrow().code())
                .isEqualTo(ErrorCode.PICTURE_TOO_LARGE);
    }

    @Test
    void inspect_seesAnimation() throws IOException {
        assertThat(inspect(SamplePictures.animatedGif(64, 64, 3)).animated()).isTrue();
        assertThat(inspect(SamplePictures.animatedPng(64, 64)).animated()).isTrue();
        assertThat(inspect(SamplePictures.animatedWebp(64, 64)).animated()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "webp", "gif"})
    void inspect_seesThatTheEndIsMissing(String format) throws IOException {
        byte[] whole = SamplePictures.encode(SamplePictures.gradient(200, 200), format);
        for (double share : new double[] {0.3, 0.6, 0.95}) {
            refused(
                    Arrays.copyOf(whole, (int) (whole.length * share)),
                    ErrorCode.PICTURE_TRUNCATED);
        }
    }

    @Test
    void inspect_refusesWhatIsNoPicture() {
        refused(
                "hello, this is plain text and nothing else at all".getBytes(UTF_8),
                ErrorCode.NOT_A_PICTURE);
        refused(new byte[0], ErrorCode.NOT_A_PICTURE);
        refused(new byte[1000], ErrorCode.NOT_A_PICTURE);
    }

    @Test
    void limits_nameTheSizeAndTheLimit() throws IOException {
        PictureHeader tiny = inspect(SamplePictures.encode(SamplePictures.gradient(1, 1), "png"));
        assertThat(PictureLimits.DEFAULT.check(tiny, "image").orElseThrow().detail())
                .contains("1x1")
                .contains("64");
        assertThat(PictureLimits.DEFAULT.checkResult(10_000, 10_000, "size").orElseThrow().detail())
                .contains("10000x10000")
                .contains("67.1");
        assertThat(PictureLimits.DEFAULT.checkResult(8192, 8192, "size")).isEmpty();
    }
}
