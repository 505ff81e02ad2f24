package io.kuotu.gateway.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.job.JobId;
import io.kuotu.common.job.JobIds;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.store.ObjectKeys;
import io.kuotu.common.testing.FakeObjectStore;
import io.kuotu.common.testing.ManualClock;
import io.kuotu.common.testing.SampleJobs;
import io.prometheus.client.CollectorRegistry;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What goes, what stays, and how much at once. */
class SweeperTest {
    private static final Retention RETENTION =
            new Retention(Duration.ofDays(1), Duration.ofDays(3), Duration.ofDays(7));
    private static final LocalDate TODAY = LocalDate.parse("2026-11-22");

    private final ManualClock clock = new ManualClock(SampleJobs.NOW);
    private final FakeObjectStore store = new FakeObjectStore(clock);
    private final CollectorRegistry registry = new CollectorRegistry();
    private final SweepMetrics metrics = new SweepMetrics(registry);
    private final JobIds ids = new JobIds(clock, new Random(3));
    private boolean onDuty = true;

    private Sweeper sweeper(int perRound, boolean dryRun) {
        return Sweeper.of(
                store,
                Rule.all(RETENTION),
                new Sweeper.Pace(Duration.ofMinutes(10), perRound, dryRun),
                () -> onDuty,
                clock,
                metrics);
    }

    private void put(String key) {
        store.put(key, new byte[10], "image/png");
    }

    private double swept(String kind) {
        Double value =
                registry.getSampleValue(
                        "kuotu_gateway_swept_objects_total",
                        new String[] {"kind"},
                        new String[] {kind});
        return value == null ? 0 : value;
    }

    @Test
    void uploadsGoADayAfterTheyCame_withAnHourToSpare() {
        put("uploads/acme/upload_1");
        put("uploads/acme/upload_1.json");
        clock.advance(Duration.ofHours(25));
        sweeper(100, false).round();
        assertThat(store.list("")).hasSize(2);
        put("uploads/other/upload_2");
        clock.advance(Duration.ofMinutes(1));
        sweeper(100, false).round();
        assertThat(store.list("")).containsExactly("uploads/other/upload_2");
        assertThat(swept("upload")).isEqualTo(2);
    }

    @Test
    void inputsGoByTheDayInTheirKey_notByTheirAge() {
        put(ObjectKeys.input(TODAY.minusDays(4), "aa"));
        put(ObjectKeys.input(TODAY.minusDays(3), "aa"));
        put(ObjectKeys.input(TODAY, "aa"));
        put("inputs/" + "2026ab".repeat(10));
        sweeper(100, false).round();
        assertThat(store.list("inputs/20"))
                .containsExactly(
                        "inputs/2026-11-19/aa",
                        "inputs/2026-11-22/aa",
                        "inputs/" + "2026ab".repeat(10));
        clock.advance(Duration.ofDays(5));
        sweeper(100, false).round();
        assertThat(store.list("inputs/")).isEmpty();
    }

    @Test
    void jobsGoWithAllThatIsTheirs_theOldOnesFirst_andTheRestIsNotLookedAt() {
        JobId old = ids.next();
        put(ObjectKeys.manifest(old));
        put(ObjectKeys.preview(old, 3));
        clock.advance(Duration.ofDays(8).plusHours(1));
        JobId young = ids.next();
        put(ObjectKeys.manifest(young));
        Sweeper sweeper = sweeper(100, false);
        sweeper.round();
        assertThat(store.list("jobs/")).hasSize(3);
        clock.advance(Duration.ofMinutes(1));
        sweeper.round();
        assertThat(store.list("jobs/")).containsExactly(ObjectKeys.manifest(young));
        assertThat(swept("job")).isEqualTo(2);
    }

    @Test
    void whatNoRuleKnowsStays() {
        put("models/x/unet.pt");
        put("jobs/not-an-id/x");
        put("claims/acme/key");
        clock.advance(Duration.ofDays(1000));
        sweeper(100, false).round();
        assertThat(store.list("")).hasSize(3);
    }

    @Test
    void aRoundLooksAtSoManyAndTheNextGoesOn() {
        for (int i = 0; i < 25; i++) {
            put("uploads/acme/upload_%02d".formatted(i));
        }
        clock.advance(Duration.ofDays(2));
        for (int i = 25; i < 50; i++) {
            put("uploads/acme/upload_%02d".formatted(i));
        }
        Sweeper sweeper = sweeper(10, false);
        assertThat(sweeper.round()).as("there is more").isTrue();
        assertThat(store.list("")).hasSize(40);
        sweeper.round();
        sweeper.round();
        assertThat(store.list("")).hasSize(25);
        sweeper.round();
        sweeper.round();
        clock.advance(Duration.ofDays(2));
        for (int i = 0; i < 4; i++) {
            sweeper.round();
        }
        assertThat(sweeper.round()).as("that was all").isFalse();
        assertThat(store.list("")).as("from the beginning again").isEmpty();
    }

    @Test
    void freshUploadsOfATenantAreSteppedOver() {
        for (String tenant : List.of("acme", "other")) {
            put("uploads/" + tenant + "/upload_" + ids.next().value().substring(4));
        }
        clock.advance(Duration.ofHours(30));
        for (int i = 0; i < 100; i++) {
            for (String tenant : List.of("acme", "other")) {
                put("uploads/" + tenant + "/upload_" + ids.next().value().substring(4));
            }
        }
        List<String> calls = new ArrayList<>();
        store.onCall(calls::add);
        assertThat(sweeper(1000, false).round()).isFalse();
        assertThat(calls.stream().filter(call -> call.startsWith("list uploads/"))).hasSize(3);
        assertThat(swept("upload")).isEqualTo(2);
    }

    @Test
    void notesGoWithTheirDay() {
        put(ObjectKeys.note(TODAY.minusDays(4), new TenantId("acme"), "aa"));
        put(ObjectKeys.note(TODAY.minusDays(3), new TenantId("acme"), "aa"));
        sweeper(100, false).round();
        assertThat(store.list("notes/")).containsExactly("notes/2026-11-19/acme/aa");
    }

    @Test
    void freshDaysAreSteppedOver() {
        for (int i = 0; i < 200; i++) {
            put(ObjectKeys.input(TODAY.minusDays(1), "%03d".formatted(i)));
            put(ObjectKeys.input(TODAY, "%03d".formatted(i)));
        }
        put("inputs/ff");
        clock.advance(Duration.ofHours(1));
        List<String> calls = new ArrayList<>();
        store.onCall(calls::add);
        sweeper(1000, false).round();
        assertThat(calls.stream().filter(call -> call.startsWith("list inputs/"))).hasSize(3);
    }

    @Test
    void withoutTheDutyNothingGoes_norInADryRun() {
        put("uploads/acme/upload_1");
        clock.advance(Duration.ofDays(2));
        sweeper(100, true).round();
        onDuty = false;
        sweeper(100, false).round();
        assertThat(store.list("")).hasSize(1);
        onDuty = true;
        sweeper(100, false).round();
        assertThat(store.list("")).isEmpty();
    }

    @Test
    void aStoreThatIsAwayIsNoEnd() {
        put("uploads/acme/upload_1");
        clock.advance(Duration.ofDays(2));
        Sweeper sweeper = sweeper(100, false);
        store.goAway();
        sweeper.round();
        assertThat(registry.getSampleValue("kuotu_gateway_sweep_failures_total")).isEqualTo(1);
        store.comeBack();
        sweeper.round();
        assertThat(store.list("")).isEmpty();
        assertThat(registry.getSampleValue("kuotu_gateway_sweep_last_round_seconds"))
                .isEqualTo((double) clock.instant().getEpochSecond());
    }
}
