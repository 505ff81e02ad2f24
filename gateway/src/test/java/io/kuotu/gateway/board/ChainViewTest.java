package io.kuotu.gateway.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.job.ChainWay;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.job.JobOutput;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.JobState;
import io.kuotu.common.job.OutputFormat;
import io.kuotu.common.job.Rendition;
import io.kuotu.common.testing.ManualClock;
import io.kuotu.common.testing.SampleJobs;
import io.kuotu.common.wire.JobRecord;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.common.wire.Topics;
import io.kuotu.gateway.view.EventJson;
import io.kuotu.gateway.view.JobJson;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A chain on the board: its frames are there before its end, each once, and after any end. */
class ChainViewTest {
    private static final int TIMES = 500;

    private final ManualClock clock = new ManualClock(SampleJobs.NOW);
    private final Board board = new Board(Duration.ofHours(1), clock);
    private final Job job =
            new SampleJobs(5)
                    .job(
                            new JobSpec.Chain(
                                    new ChainWay.Recreate(0.3),
                                    TIMES,
                                    64,
                                    48,
                                    Optional.empty(),
                                    100,
                                    OptionalInt.empty(),
                                    Rendition.PNG,
                                    false));
    private final List<JobEvent> told = new ArrayList<>();
    private long offset;

    @BeforeEach
    void begin() {
        board.listenToAll(
                (_, logged) -> {
                    if (logged != null) {
                        told.add(logged.event());
                    }
                });
        board.read("jobs.default.standard", offset++, job.id().value(), JobRecord.encode(job));
        happen(new JobEvent.Started(job.id(), clock.instant(), "w", 1, "b@1"));
    }

    private void happen(JobEvent event) {
        board.read(Topics.EVENTS, offset++, event.id().value(), JsonCodec.encode(event));
    }

    private JobEvent frame(int n) {
        return new JobEvent.Framed(job.id(), clock.instant(), n, TIMES, output(n));
    }

    private static JobOutput output(int n) {
        return new JobOutput("jobs/x/" + n, OutputFormat.PNG, 64, 48, 9, "00" + n, 100 + n);
    }

    private JobView view() {
        return board.find(job.id()).orElseThrow();
    }

    @Test
    void framesAreOutputsOnTheWay_andOneThatIsToldAgainIsNotHeardAgain() {
        happen(frame(0));
        happen(frame(1));
        happen(new JobEvent.Started(job.id(), clock.instant(), "v", 2, "b@1"));
        happen(frame(1));
        happen(frame(2));
        assertThat(view().state()).isEqualTo(JobState.RUNNING);
        assertThat(view().outputs()).containsExactly(output(0), output(1), output(2));
        assertThat(told.stream().filter(JobEvent.Framed.class::isInstance)).hasSize(3);

        JsonObject shown = JobJson.of(view());
        assertThat(shown.getString("kind")).isEqualTo("chain");
        assertThat(shown.getJsonArray("outputs").getJsonObject(2).getString("url"))
                .isEqualTo("/v1/jobs/" + job.id() + "/outputs/2");
        assertThat(EventJson.data(job, frame(2)).getJsonObject("output"))
                .isEqualTo(shown.getJsonArray("outputs").getJsonObject(2));
    }

    @Test
    void aCancelledChainKeepsItsFrames_alsoWhenOnlyItsManifestIsLeft() {
        happen(frame(0));
        happen(frame(1));
        JobManifest end =
                JobManifest.cancelled(job, clock.instant())
                        .withOutputs(List.of(output(0), output(1)));
        happen(end.event());
        happen(frame(2)); // its worker had not heard of it yet
        assertThat(view().state()).isEqualTo(JobState.CANCELLED);
        assertThat(view().outputs()).containsExactly(output(0), output(1));
        assertThat(JobView.ofManifest(end).outputs()).containsExactly(output(0), output(1));
        assertThat(EventJson.data(job, end.event()).getJsonArray("outputs")).hasSize(2);
        JsonObject bare = EventJson.data(job, JobManifest.cancelled(job, clock.instant()).event());
        assertThat(bare.containsKey("outputs")).isFalse();
    }

    @Test
    void fiveHundredFramesAreKept() {
        IntStream.range(0, TIMES).forEach(n -> happen(frame(n)));
        assertThat(view().outputs()).hasSize(TIMES);
        assertThat(view().outputs().getLast()).isEqualTo(output(TIMES - 1));
    }
}
