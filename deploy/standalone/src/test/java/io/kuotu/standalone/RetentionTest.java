package io.kuotu.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kuotu.common.job.JobIds;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.store.ObjectKeys;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.common.store.S3ObjectStore;
import io.kuotu.common.store.StoreAddress;
import io.kuotu.common.testing.ManualClock;
import io.kuotu.gateway.retention.Retention;
import io.kuotu.gateway.retention.Rule;
import io.kuotu.gateway.retention.SweepMetrics;
import io.kuotu.gateway.retention.Sweeper;
import io.prometheus.client.CollectorRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sweeper on a real store, with time that is moved by hand. */
class RetentionTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final Retention RETENTION =
            new Retention(Duration.ofDays(1), Duration.ofDays(3), Duration.ofDays(7));

    @TempDir Path folder;

    @Test
    void everythingGoesInItsTime() {
        ManualClock clock = new ManualClock(Instant.now());
        try (EmbeddedObjectStore server =
                        EmbeddedObjectStore.start(folder, "access", "secret-secret");
                ObjectStore store =
                        S3ObjectStore.open(
                                new StoreAddress(
                                        server.endpoint(),
                                        Optional.empty(),
                                        "us-east-1",
                                        "kuotu",
                                        "access",
                                        "secret-secret"));
                Sweeper _ = sweeper(store, clock)) {
            String upload = ObjectKeys.upload(ACME, "upload_1");
            String input =
                    ObjectKeys.input(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC), "aa");
            String manifest = ObjectKeys.manifest(new JobIds(clock, new Random(1)).next());
            for (String key : List.of(upload, upload + ".json", input, manifest, "models/x")) {
                store.put(key, new byte[] {1}, "text/plain");
            }
            clock.advance(Duration.ofDays(2));
            await().untilAsserted(
                            () ->
                                    assertThat(store.list(""))
                                            .containsExactly(input, manifest, "models/x"));
            clock.advance(Duration.ofDays(3));
            await().untilAsserted(
                            () -> assertThat(store.list("")).containsExactly(manifest, "models/x"));
            clock.advance(Duration.ofDays(4));
            await().untilAsserted(() -> assertThat(store.list("")).containsExactly("models/x"));
        }
    }

    private static Sweeper sweeper(ObjectStore store, ManualClock clock) {
        return Sweeper.start(
                store,
                Rule.all(RETENTION),
                new Sweeper.Pace(Duration.ofMillis(100), 1000, false),
                () -> true,
                clock,
                new SweepMetrics(new CollectorRegistry()));
    }
}
