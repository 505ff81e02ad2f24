package io.kuotu.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.job.JobId;
import io.kuotu.common.testing.SampleJobs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunningJobsTest {
    private static final Duration GRACE = Duration.ofSeconds(20);
    private final SampleJobs jobs = new SampleJobs(1);
    private final List<JobId> takenOff = new ArrayList<>();
    private final RunningJobs running = new RunningJobs(takenOff::add);

    private RunningJob begin() {
        return running.begin(jobs.expansion(), "t@1");
    }

    @Test
    void aDrainKeepsWhatEndsWithinTheGraceAndHandsTheRestBackAtOnce() {
        RunningJob preparing = begin();
        RunningJob soon = begin();
        RunningJob late = begin();
        RunningJob finishing = begin();
        running.nearsEnd(finishing.job().id());
        running.drain(
                Map.of(
                        soon.job().id(), Duration.ofSeconds(3),
                        late.job().id(), Duration.ofSeconds(40)),
                GRACE);
        assertThat(soon.stopped()).isEmpty();
        assertThat(finishing.stopped()).isEmpty();
        assertThat(preparing.stopped()).hasValue(RunningJob.Stop.DRAINED);
        assertThat(late.stopped()).hasValue(RunningJob.Stop.DRAINED);
        assertThat(takenOff).containsExactlyInAnyOrder(preparing.job().id(), late.job().id());
    }

    @Test
    void whatComesWhileItDrainsGoesBackAtOnce() {
        running.drain(Map.of(), GRACE);
        assertThat(begin().stopped()).hasValue(RunningJob.Stop.DRAINED);
    }

    @Test
    void afterTheGraceNothingStays() {
        RunningJob finishing = begin();
        running.nearsEnd(finishing.job().id());
        running.drain(Map.of(finishing.job().id(), Duration.ZERO), Duration.ZERO);
        assertThat(finishing.stopped()).hasValue(RunningJob.Stop.DRAINED);
    }
}
