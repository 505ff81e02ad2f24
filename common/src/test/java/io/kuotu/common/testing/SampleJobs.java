package io.kuotu.common.testing;

import io.kuotu.common.job.Canvas;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobIds;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.Rendition;
import io.kuotu.common.job.Retouch;
import io.kuotu.common.job.SourcePicture;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.job.Tier;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/** Jobs to test with; the ids follow a seed. */
public final class SampleJobs {
    public static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private final JobIds ids;

    public SampleJobs(long seed) {
        this.ids = new JobIds(InstantSource.fixed(NOW), new Random(seed));
    }

    /** 64x48 px in the middle of 96x48. */
    public Job expansion() {
        return job(
                new JobSpec.Expansion(
                        new Canvas(96, 48, 16, 0, 64, 48),
                        Optional.empty(),
                        7,
                        OptionalInt.of(3),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        1,
                        1,
                        Rendition.PNG,
                        false));
    }

    /** Every stage that needs no model. */
    public static Retouch retouch() {
        return new Retouch(0.5, 0.4, 0, true, 0.25, Retouch.Regions.AUTO, false, Optional.empty());
    }

    /** Every stage, of 64x48 px. */
    public static JobSpec.Enhancement enhancement() {
        return new JobSpec.Enhancement(
                64,
                48,
                new Retouch(
                        0.5,
                        0.4,
                        0.6,
                        false,
                        0.25,
                        Retouch.Regions.NONE,
                        true,
                        Optional.of("style-painted")),
                7,
                Optional.of("colourise"),
                Rendition.PNG);
    }

    /** As {@link #expansion}, and at least so consistent. */
    public Job consistent(double least) {
        return job(
                new JobSpec.Expansion(
                        new Canvas(96, 48, 16, 0, 64, 48),
                        Optional.empty(),
                        7,
                        OptionalInt.empty(),
                        Optional.of(0.5),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        1,
                        1,
                        Rendition.PNG,
                        false,
                        Optional.of(least),
                        Optional.empty()));
    }

    public Job job(JobSpec spec) {
        return new Job(
                ids.next(),
                new TenantId("acme"),
                Tier.STANDARD,
                "default",
                spec,
                new SourcePicture("inputs/00", "00", "image/png"),
                NOW,
                NOW.plus(Duration.ofHours(1)),
                Map.of("album", "summer"),
                Optional.empty());
    }
}
