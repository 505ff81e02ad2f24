package io.kuotu.common.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.testing.SampleJobs;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobStateTest {
    private static final JobId ID = new SampleJobs(1).expansion().id();
    private static final Instant AT = SampleJobs.NOW;
    private static final Problem PROBLEM = Problem.of(ErrorCode.MODEL_FAILED, "it broke");
    private static final List<JobEvent> EVENTS =
            List.of(
                    new JobEvent.Started(ID, AT, "w", 1, "b@1"),
                    new JobEvent.Progressed(ID, AT, Stage.DENOISE, 1, 3),
                    new JobEvent.Framed(
                            ID, AT, 0, 2, new JobOutput("k", OutputFormat.PNG, 1, 1, 1, "00", 0)),
                    new JobEvent.Requeued(ID, AT, PROBLEM),
                    new JobEvent.Succeeded(ID, AT, List.of()),
                    new JobEvent.Failed(ID, AT, PROBLEM),
                    new JobEvent.Cancelled(ID, AT));

    @Test
    void after_followsTheTable() {
        List<JobState> wanted =
                List.of(
                        JobState.RUNNING,
                        JobState.RUNNING,
                        JobState.RUNNING,
                        JobState.QUEUED,
                        JobState.SUCCEEDED,
                        JobState.FAILED,
                        JobState.CANCELLED);
        for (JobState from : List.of(JobState.QUEUED, JobState.RUNNING)) {
            assertThat(EVENTS.stream().map(from::after)).containsExactlyElementsOf(wanted);
        }
    }

    @Test
    void after_neverLeavesAnEnd() {
        for (JobState end : List.of(JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED)) {
            assertThat(EVENTS.stream().map(end::after)).containsOnly(end);
        }
    }
}
