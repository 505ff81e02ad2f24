package io.kuotu.worker.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kuotu.common.job.Canvas;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.testing.FakeObjectStore;
import io.kuotu.common.testing.FakeRecordSink;
import io.kuotu.common.testing.ManualClock;
import io.kuotu.common.testing.SampleJobs;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.common.wire.Topics;
import io.kuotu.worker.batch.Watcher;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.Preview;
import io.kuotu.worker.pipeline.WorkingCanvas;
import io.kuotu.worker.prepare.WorkingGeometry;
import io.kuotu.worker.publish.EventWriter;
import io.kuotu.worker.publish.PreviewWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which steps are shown, and by which number. */
@Timeout(30)
class PassPreviewsTest {
    private static final Job JOB = new SampleJobs(1).expansion();
    private static final CanvasSize SIZE = new CanvasSize(96, 48);
    private static final WorkingGeometry GEOMETRY =
            new WorkingGeometry(new Canvas(96, 48, 16, 0, 64, 48), SIZE, 16, 0, 64, 48);
    private static final WorkingCanvas START =
            new WorkingCanvas(SIZE, new float[3 * SIZE.pixels()], new float[12 * 6]);
    private static final int EVERY = 4;
    private static final int BEFORE = 10;
    private static final int ALL = 30;

    private final FakeRecordSink records = new FakeRecordSink();
    private final ManualClock clock = new ManualClock(SampleJobs.NOW);
    private final EventWriter events = new EventWriter(records, clock);
    private final PreviewWriter writer = new PreviewWriter(new FakeObjectStore(), events, clock);
    private final PassPreviews previews =
            new PassPreviews(writer.open(JOB.id()), EVERY, clock, BEFORE, ALL);

    @AfterEach
    void stop() {
        writer.close();
        events.close();
    }

    private List<Integer> wanted(int steps, Duration eachStep) {
        Watcher watcher = previews.watcher(GEOMETRY, START, 0, steps);
        List<Integer> wanted = new ArrayList<>();
        for (int done = 1; done < steps; done++) { // nobody is asked after the last
            clock.advance(eachStep);
            if (watcher.wants(done)) {
                wanted.add(done);
                watcher.see(done, new Preview(1, 1, new float[3]));
            }
        }
        return wanted;
    }

    @Test
    void everyFewSteps() {
        assertThat(wanted(20, Duration.ofMillis(60))).containsExactly(4, 8, 12, 16);
        assertThat(wanted(12, Duration.ofSeconds(9))).containsExactly(4, 8);
    }

    @Test
    void aShortPathIsSeenHalfway() {
        assertThat(wanted(4, Duration.ofMillis(60))).containsExactly(2);
        assertThat(wanted(6, Duration.ofMillis(60))).containsExactly(3);
        assertThat(wanted(2, Duration.ofMillis(60))).containsExactly(1);
        assertThat(wanted(1, Duration.ofMillis(60))).isEmpty();
    }

    @Test
    void stepsThatAreVeryFastAreThinnedOut() {
        assertThat(wanted(40, Duration.ofMillis(10))).containsExactly(4, 16, 28);
    }

    @Test
    void stepsAreNumberedOverAllPasses() {
        previews.drafted(GEOMETRY, START);
        previews.watcher(GEOMETRY, START, 6, 8).see(4, new Preview(1, 1, new float[3]));
        await().until(() -> records.sentTo(Topics.EVENTS).size() == 2);
        assertThat(records.sentTo(Topics.EVENTS))
                .map(s -> (JobEvent.Previewed) JsonCodec.decode(s.value(), JobEvent.class))
                .allMatch(p -> p.steps() == ALL)
                .extracting(JobEvent.Previewed::step)
                .containsExactly(BEFORE, BEFORE + 6 + 4);
    }
}
