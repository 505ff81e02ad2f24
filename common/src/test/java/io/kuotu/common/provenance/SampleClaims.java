package io.kuotu.common.provenance;

import io.kuotu.common.job.DigitalSourceType;
import io.kuotu.common.testing.SampleJobs;
import java.util.Optional;

/** Claims to test with; their hashes are of nothing. */
final class SampleClaims {
    private SampleClaims() {}

    /** A source of 64x48 px on 96x48. */
    static Claim expansion(long seed) {
        return new Claim(
                Claim.SCHEMA,
                new SampleJobs(1).expansion().id().value(),
                0,
                SampleJobs.NOW,
                "Kuotu <test> & \"more\"",
                DigitalSourceType.COMPOSITE.uri(),
                new Claim.Model("scenes", "v1", "00"),
                seed,
                new Claim.Source("ab", "cd", 64, 48),
                new Claim.Pixels(
                        96,
                        48,
                        Optional.of(new Region(16, 0, 64, 48)),
                        1,
                        true,
                        Optional.of("cd"),
                        Optional.of("ef"),
                        "00000000".repeat(Grid.CELLS)));
    }
}
