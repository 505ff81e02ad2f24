package io.kuotu.gateway.submit;

import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.job.JobId;
import io.kuotu.common.job.JobIds;
import io.kuotu.common.job.ProblemException;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.picture.PictureLimits;
import io.kuotu.common.store.ObjectKeys;
import io.kuotu.common.testing.FakeObjectStore;
import io.kuotu.common.testing.ManualClock;
import io.kuotu.common.testing.SampleJobs;
import io.kuotu.common.testing.SamplePictures;
import io.kuotu.gateway.retention.Retention;
import io.kuotu.gateway.retention.Rounds;
import io.kuotu.gateway.retention.Rule;
import io.kuotu.gateway.upload.Contents;
import io.kuotu.gateway.upload.Uploads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sweeper whose rounds begin in the middle of everybody's use of the store, and users who come in
 * the middle of its rounds, for two months: no job that lives may miss its source.
 */
class HostileSweepTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final int PICTURES = 4;
    private static final int DAYS = 60;
    private static final Retention RETENTION =
            new Retention(Duration.ofDays(1), Duration.ofDays(3), Duration.ofDays(7));

    @TempDir Path folder;

    /** A job that was accepted, its source, and when nobody needs that any more. */
    private record Accepted(String source, Instant needsItUntil) {}

    private final Random random = new Random(11);
    private final ManualClock clock = new ManualClock(SampleJobs.NOW);
    private final FakeObjectStore store = new FakeObjectStore(clock);
    private final Contents contents = new Contents(store, RETENTION, clock);
    private final Sources sources = new Sources(store, PictureLimits.DEFAULT, clock);
    private final UploadForm here = new UploadForm(store, sources, contents, RETENTION, clock);

    /** Another gateway: whoever comes in the middle of this one's use cannot wait for it. */
    private final UploadForm there =
            new UploadForm(store, sources, new Contents(store, RETENTION, clock), RETENTION, clock);

    private final JobIds ids = new JobIds(clock, new Random(1));
    private final Uploads uploads =
            new Uploads(
                    store,
                    contents,
                    ids,
                    new Uploads.Limits(1 << 20, Duration.ofMinutes(15), RETENTION),
                    clock);
    private final List<Path> pictures = new ArrayList<>();
    private final List<String> posted = new ArrayList<>();
    private final List<JobId> ended = new ArrayList<>();
    private final List<Accepted> live = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();
    private boolean inside;
    private long interruptions;

    @BeforeEach
    void makePictures() throws Exception {
        for (int i = 0; i < PICTURES; i++) {
            byte[] file = SamplePictures.encode(SamplePictures.gradient(64 + i, 64), "png");
            pictures.add(Files.write(folder.resolve(i + ".png"), file));
        }
    }

    private void accept(String source) {
        live.add(new Accepted(source, clock.instant().plus(Retention.LONGEST_JOB)));
    }

    private void useFile() throws Exception {
        try (Candidate found = sources.look(pictures.get(random.nextInt(PICTURES)), false)) {
            accept(found.store().picture().key());
        }
    }

    private void useUpload() throws Exception {
        if (posted.isEmpty() || random.nextInt(4) == 0) {
            String id =
                    uploads.begin(
                                    ACME,
                                    new Uploads.Order(
                                            "image/png", OptionalLong.empty(), Optional.empty()))
                            .id()
                            .value();
            Path picture = pictures.get(random.nextInt(PICTURES));
            store.put(ObjectKeys.upload(ACME, id), picture, "image/png");
            posted.add(id);
        }
        String id = posted.get(Math.max(0, posted.size() - 1 - random.nextInt(3)));
        try (Candidate found = (inside ? there : here).find(ACME, id).orElseThrow()) {
            accept(found.store().picture().key());
        } catch (ProblemException e) { // refused is not lost
            posted.remove(id);
        }
    }

    /** {@code job:<id>} of any age at which it is not refused. */
    private void useOutput() {
        if (ended.isEmpty() || random.nextInt(4) == 0) {
            JobId id = ids.next();
            store.put("jobs/" + id + "/output-0", new byte[] {1}, "image/png");
            ended.add(id);
        }
        JobId id = ended.get(random.nextInt(ended.size()));
        if (RETENTION.expired(id, clock.instant()).isEmpty()) {
            accept("jobs/" + id + "/output-0");
        } else {
            ended.remove(id);
        }
    }

    private void use() {
        try {
            switch (random.nextInt(3)) {
                case 0 -> useFile();
                case 1 -> useUpload();
                default -> useOutput();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * In the middle of any call of anybody: the other side acts, and up to half an hour goes by.
     */
    private void interrupt(Rounds sweeper) {
        if (inside || random.nextInt(3) > 0) {
            return;
        }
        inside = true;
        interruptions++;
        clock.advance(Duration.ofMinutes(random.nextInt(10)));
        if (random.nextBoolean()) {
            sweeper.round();
        } else {
            use();
        }
        inside = false;
    }

    private void check() {
        Instant now = clock.instant();
        live.removeIf(job -> job.needsItUntil().isBefore(now));
        for (Accepted job : live) {
            if (store.stat(job.source()).isEmpty()) {
                lost.add(job.source() + " at " + now);
            }
        }
    }

    private void live(List<Rule> rules) {
        Rounds sweeper = new Rounds(store, rules, clock);
        Instant end = clock.instant().plus(Duration.ofDays(DAYS));
        store.onCall(_ -> interrupt(sweeper));
        while (clock.instant().isBefore(end)) {
            clock.advance(Duration.ofMinutes(random.nextInt(300)));
            use();
            sweeper.round();
            boolean was = inside;
            inside = true;
            check();
            inside = was;
        }
    }

    @Test
    void noLiveJobMissesItsSource() {
        live(Rule.all(RETENTION));
        assertThat(interruptions).isGreaterThan(500);
        assertThat(lost).isEmpty();
        assertThat(store.list("inputs/" + LocalDate.ofInstant(SampleJobs.NOW, UTC)))
                .as("and the old ones are gone")
                .isEmpty();
        assertThat(store.sizes().size()).isLessThan(1000);
    }

    /** That the schedule is hostile enough to find a rule that is wrong. */
    @Test
    void theSameScheduleFindsARuleThatGoesByAgeAlone() {
        Rule naive =
                new Rule(
                        "input",
                        ObjectKeys.INPUTS,
                        (found, now) ->
                                now.isAfter(found.modifiedAt().plus(Duration.ofDays(1)))
                                        ? Rule.Verdict.SWEEP
                                        : Rule.Verdict.KEEP);
        live(List.of(naive));
        assertThat(lost).isNotEmpty();
    }
}
