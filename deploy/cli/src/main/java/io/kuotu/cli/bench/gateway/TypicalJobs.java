package io.kuotu.cli.bench.gateway;

import io.kuotu.common.job.Canvas;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.JobIds;
import io.kuotu.common.job.JobOutput;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.OutputFormat;
import io.kuotu.common.job.Rendition;
import io.kuotu.common.job.SourcePicture;
import io.kuotu.common.job.Stage;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.job.Tier;
import io.kuotu.common.store.ObjectKeys;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/** Jobs and what happens to them, of the size and shape that a cluster writes. */
final class TypicalJobs {
    private static final int TENANTS = 50;
    private static final int PROGRESS = 5;
    private static final int STEPS = 20;

    private final Random random = new Random(7);
    private final Instant first;
    private long made;

    TypicalJobs(Instant first) {
        this.first = first;
    }

    /** Of the next millisecond. */
    Job next() {
        return of(new TenantId("tenant-" + random.nextInt(TENANTS)));
    }

    Job of(TenantId tenant) {
        Instant at = first.plusMillis(made++);
        JobId id = new JobIds(() -> at, random).next();
        String sha256 = sha256();
        return new Job(
                id,
                tenant,
                made % 3 == 0 ? Tier.INTERACTIVE : Tier.STANDARD,
                "default",
                new JobSpec.Expansion(
                        new Canvas(1366, 768, 171, 0, 1024, 768),
                        Optional.empty(),
                        random.nextLong(1L << 53),
                        OptionalInt.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        1,
                        1,
                        Rendition.PNG,
                        false),
                new SourcePicture(
                        ObjectKeys.input(LocalDate.ofInstant(at, ZoneOffset.UTC), sha256),
                        sha256,
                        "image/jpeg"),
                at,
                at.plus(Duration.ofHours(1)),
                Map.of("order", Long.toString(random.nextLong(1L << 40))),
                Optional.empty());
    }

    private String sha256() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** From its start to its success. */
    List<JobEvent> life(Job job) {
        List<JobEvent> events = new ArrayList<>();
        Instant at = job.createdAt().plusSeconds(1);
        events.add(
                new JobEvent.Started(
                        job.id(), at, "worker-5c1e09aa", 1, "scenes-256-turbo@2026-11-20"));
        for (int i = 1; i <= PROGRESS; i++) {
            events.add(
                    new JobEvent.Progressed(
                            job.id(),
                            at.plusMillis(137L * i),
                            Stage.DENOISE,
                            i * STEPS / PROGRESS,
                            STEPS));
        }
        events.add(succeeded(job, at.plusMillis(1042)));
        return events;
    }

    JobEvent.Succeeded succeeded(Job job, Instant at) {
        String sha256 = sha256();
        JobOutput output =
                new JobOutput(
                        ObjectKeys.output(job.id(), 0, sha256, OutputFormat.PNG),
                        OutputFormat.PNG,
                        1366,
                        768,
                        1_500_000 + random.nextInt(400_000),
                        sha256,
                        random.nextLong(1L << 53),
                        Map.of(
                                "seam", random.nextDouble(),
                                "colour", random.nextDouble(),
                                "texture", random.nextDouble()));
        return new JobEvent.Succeeded(job.id(), at, List.of(output));
    }
}
