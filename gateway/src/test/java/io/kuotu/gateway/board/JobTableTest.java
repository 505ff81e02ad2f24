package io.kuotu.gateway.board;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.JobOutput;
import io.kuotu.common.job.JobState;
import io.kuotu.common.job.OutputFormat;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.testing.SampleJobs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table beside a plain map. */
class JobTableTest {
    private static final Instant NOW = SampleJobs.NOW;

    private final SampleJobs samples = new SampleJobs(9);

    private static JobEvent event(Random random, JobId id, int at) {
        Instant then = NOW.plusMillis(at);
        return switch (random.nextInt(4)) {
            case 0 -> new JobEvent.Started(id, then, "worker-" + at, 1, "scenes-256@1");
            case 1 -> new JobEvent.Cancelled(id, then);
            case 2 ->
                    new JobEvent.Previewed(
                            id, then, 3, 20, "jobs/" + id + "/p.jpg", "image/jpeg", 9, 9);
            default ->
                    new JobEvent.Succeeded(
                            id,
                            then,
                            List.of(
                                    new JobOutput(
                                            "k",
                                            OutputFormat.PNG,
                                            96,
                                            48,
                                            at,
                                            "ab",
                                            7,
                                            Map.of("seam", random.nextDouble()))));
        };
    }

    private static List<JobView> newestFirst(Map<JobId, JobView> plain, Optional<JobId> cursor) {
        return plain.values().stream()
                .filter(v -> cursor.isEmpty() || v.job().id().compareTo(cursor.get()) < 0)
                .sorted(Comparator.comparing((JobView v) -> v.job().id()).reversed())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 200, 100_000})
    void whateverIsPut_itAnswersAsAPlainMapDoes(int awake) {
        JobTable table = new JobTable(awake);
        Map<JobId, JobView> plain = new HashMap<>();
        List<JobId> ids = new ArrayList<>();
        Random random = new Random(awake);
        for (int i = 0; i < 3000; i++) {
            if (ids.isEmpty() || random.nextInt(3) == 0) {
                Job job = samples.expansion();
                ids.add(job.id());
                plain.put(job.id(), JobView.queued(job));
                table.put(JobView.queued(job));
            }
            JobId id = ids.get(random.nextInt(ids.size()));
            JobView view =
                    requireNonNull(plain.get(id)).after(new LoggedEvent(i, event(random, id, i)));
            plain.put(id, view);
            table.put(view);
            assertThat(table.find(id)).hasValue(view);
        }
        TenantId tenant = samples.expansion().tenant();
        assertThat(table.of(tenant, Optional.empty(), _ -> true))
                .containsExactlyElementsOf(newestFirst(plain, Optional.empty()));
        Optional<JobId> cursor = Optional.of(ids.get(ids.size() / 2));
        assertThat(table.of(tenant, cursor, _ -> true))
                .containsExactlyElementsOf(newestFirst(plain, cursor));
        assertThat(table.of(tenant, Optional.empty(), JobState.RUNNING::equals))
                .containsExactlyElementsOf(
                        newestFirst(plain, Optional.empty()).stream()
                                .filter(v -> v.state() == JobState.RUNNING)
                                .toList());
        assertThat(table.of(new TenantId("nobody"), Optional.empty(), _ -> true)).isEmpty();
        assertThat(table.size()).isEqualTo(plain.size());
    }

    @Test
    void whatEndedLongAgoIsForgotten_packedOrNot() {
        JobTable table = new JobTable(1);
        List<Job> jobs = List.of(samples.expansion(), samples.expansion(), samples.expansion());
        jobs.forEach(job -> table.put(JobView.queued(job)));
        for (int i = 0; i < 2; i++) {
            table.put(
                    JobView.queued(jobs.get(i))
                            .after(
                                    new LoggedEvent(
                                            i,
                                            new JobEvent.Cancelled(
                                                    jobs.get(i).id(), NOW.plusSeconds(i)))));
        }
        table.forgetEndedBefore(NOW.plusSeconds(1));
        assertThat(table.find(jobs.get(0).id())).isEmpty();
        assertThat(table.find(jobs.get(1).id())).isPresent();
        assertThat(table.find(jobs.get(2).id())).isPresent();
        assertThat(table.of(jobs.getFirst().tenant(), Optional.empty(), _ -> true)).hasSize(2);
    }

    @Test
    void keysAreInTheOrderOfIds() {
        List<JobId> ids = new ArrayList<>();
        Random random = new Random(3);
        String digits = "0123456789abcdefghjkmnpqrstvwxyz";
        for (int i = 0; i < 500; i++) {
            StringBuilder text = new StringBuilder("job_").append(random.nextInt(8));
            for (int d = 1; d < 26; d++) {
                text.append(digits.charAt(random.nextInt(random.nextBoolean() ? 2 : 32)));
            }
            ids.add(new JobId(text.toString()));
        }
        for (JobId one : ids) {
            JobId other = ids.get(random.nextInt(ids.size()));
            assertThat(Integer.signum(new JobKey(one).compareTo(new JobKey(other))))
                    .isEqualTo(Integer.signum(one.compareTo(other)));
            assertThat(new JobKey(one).equals(new JobKey(other))).isEqualTo(one.equals(other));
        }
    }
}
