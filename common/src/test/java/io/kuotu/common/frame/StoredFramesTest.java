package io.kuotu.common.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.job.ChainWay;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.job.JobOutput;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.OutputFormat;
import io.kuotu.common.job.Rendition;
import io.kuotu.common.testing.FakeObjectStore;
import io.kuotu.common.testing.SampleJobs;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class StoredFramesTest {
    private static final Job JOB =
            new SampleJobs(2)
                    .job(
                            new JobSpec.Chain(
                                    new ChainWay.Recreate(0.3),
                                    9,
                                    64,
                                    64,
                                    Optional.empty(),
                                    0,
                                    OptionalInt.empty(),
                                    Rendition.PNG,
                                    false));

    private final FakeObjectStore store = new FakeObjectStore();
    private final StoredFrames frames = new StoredFrames(store);

    private static JobEvent.Framed frame(int n, String hash) {
        JobOutput output =
                new JobOutput(
                        "jobs/x/" + hash,
                        OutputFormat.PNG,
                        64,
                        64,
                        5,
                        hash,
                        n,
                        Map.of("drift", 0.5 + n));
        return new JobEvent.Framed(JOB.id(), SampleJobs.NOW, n, 9, output);
    }

    @Test
    void whatWasKeptIsFoundInOrder_theFirstOfEach() {
        assertThat(frames.of(JOB.id())).isEmpty();
        assertThat(frames.keep(frame(0, "a"))).isEqualTo(frame(0, "a"));
        assertThat(frames.keep(frame(0, "b"))).isEqualTo(frame(0, "a"));
        frames.keep(frame(1, "c"));
        assertThat(frames.of(JOB.id())).containsExactly(frame(0, "a"), frame(1, "c"));
    }

    @Test
    void anEndListsWhatAChainHas_andAnotherJobsEndIsLeftAlone() {
        frames.keep(frame(0, "a"));
        JobManifest cancelled = JobManifest.cancelled(JOB, SampleJobs.NOW);
        assertThat(frames.withFrames(cancelled).outputs()).containsExactly(frame(0, "a").output());
        assertThat(frames.withFrames(cancelled).event())
                .isEqualTo(
                        new JobEvent.Cancelled(
                                JOB.id(), SampleJobs.NOW, List.of(frame(0, "a").output())));
        store.goAway();
        JobManifest other = JobManifest.cancelled(new SampleJobs(3).expansion(), SampleJobs.NOW);
        assertThat(frames.withFrames(other)).isEqualTo(other);
    }
}
