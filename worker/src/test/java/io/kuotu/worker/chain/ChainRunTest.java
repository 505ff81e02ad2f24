package io.kuotu.worker.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kuotu.common.frame.StoredFrames;
import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobOutput;
import io.kuotu.common.job.OutputFormat;
import io.kuotu.common.job.ProblemException;
import io.kuotu.common.testing.FakeObjectStore;
import io.kuotu.common.testing.FakeRecordSink;
import io.kuotu.common.testing.ManualClock;
import io.kuotu.common.testing.SampleJobs;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.common.wire.Topics;
import io.kuotu.worker.publish.EventWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Frame after frame, whoever dies on the way. */
class ChainRunTest {
    private static final Job JOB = new SampleJobs(4).expansion();
    private static final int TIMES = 5;

    private final FakeObjectStore store = new FakeObjectStore();
    private final FakeRecordSink records = new FakeRecordSink();
    private final ManualClock clock = new ManualClock(SampleJobs.NOW);
    private final StoredFrames stored = new StoredFrames(store);
    private final EventWriter events = new EventWriter(records, clock);
    private final ChainRun run = new ChainRun(stored, events, clock);

    @AfterEach
    void clear() {
        events.close();
        assertThat(Thread.interrupted()).isFalse();
    }

    /** A frame's file is named by all that it came from. */
    private static class Naming implements Frames {
        final List<String> begunWith = new ArrayList<>();
        String last = "source";

        @Override
        public void begin(List<JobOutput> found) {
            found.forEach(output -> begunWith.add(output.key()));
            if (!found.isEmpty()) {
                last = found.getLast().key();
            }
        }

        @Override
        public JobOutput next(int frame) throws Exception {
            last = last + ">" + frame;
            return output(last, frame);
        }

        @Override
        public void replaceLast(JobOutput other) {
            last = other.key();
        }
    }

    private static JobOutput output(String key, int frame) {
        return new JobOutput(key, OutputFormat.PNG, 1, 1, 1, "00", frame);
    }

    private List<Integer> told() {
        return records.sentTo(Topics.EVENTS).stream()
                .map(s -> (JobEvent.Framed) JsonCodec.decode(s.value(), JobEvent.class))
                .map(JobEvent.Framed::frame)
                .toList();
    }

    private static List<String> keys(List<JobOutput> outputs) {
        return outputs.stream().map(JobOutput::key).toList();
    }

    @Test
    void eachIsToldAsItIsStored() throws Exception {
        List<JobOutput> outputs = run.run(JOB, TIMES, new Naming());
        assertThat(keys(outputs)).hasSize(TIMES).endsWith("source>0>1>2>3>4");
        assertThat(told()).containsExactly(0, 1, 2, 3, 4);
        assertThat(stored.of(JOB.id())).hasSize(TIMES);
    }

    @Test
    void anotherWorkerGoesOnFromTheLastStored_andTellsThatOneAgain() throws Exception {
        Naming dies =
                new Naming() {
                    @Override
                    public JobOutput next(int frame) throws Exception {
                        if (frame == 3) {
                            throw new IllegalStateException("killed");
                        }
                        return super.next(frame);
                    }
                };
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> run.run(JOB, TIMES, dies));
        Naming heir = new Naming();
        List<JobOutput> outputs = run.run(JOB, TIMES, heir);
        assertThat(heir.begunWith).containsExactly("source>0", "source>0>1", "source>0>1>2");
        assertThat(keys(outputs)).endsWith("source>0>1>2>3>4").hasSize(TIMES);
        assertThat(told()).containsExactly(0, 1, 2, 2, 3, 4);
        assertThat(run.run(JOB, TIMES, new Naming())).isEqualTo(outputs);
    }

    @Test
    void whereTwoMakeTheSameFrame_theFirstStoredIsWhatBothGoOnFrom() throws Exception {
        Naming late =
                new Naming() {
                    @Override
                    public JobOutput next(int frame) throws Exception {
                        JobOutput mine = super.next(frame);
                        if (frame == 1) { // the other one is a little faster
                            stored.keep(
                                    new JobEvent.Framed(
                                            JOB.id(),
                                            SampleJobs.NOW,
                                            1,
                                            TIMES,
                                            output("other", 1)));
                        }
                        return mine;
                    }
                };
        List<JobOutput> outputs = run.run(JOB, TIMES, late);
        assertThat(keys(outputs))
                .containsExactly("source>0", "other", "other>2", "other>2>3", "other>2>3>4");
    }

    @Test
    void itStopsBetweenFrames_andWhatThereIsStays() {
        Naming stopped =
                new Naming() {
                    @Override
                    public JobOutput next(int frame) throws Exception {
                        JobOutput made = super.next(frame);
                        if (frame == 2) {
                            Thread.currentThread().interrupt();
                        }
                        return made;
                    }
                };
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> run.run(JOB, TIMES, stopped));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(stored.of(JOB.id())).hasSize(3);
        assertThat(told()).containsExactly(0, 1, 2);
    }

    @Test
    void aBrokerThatIsAwayIsAMatterOfTime_andTheFrameIsToldLater() throws Exception {
        Naming frames =
                new Naming() {
                    @Override
                    public JobOutput next(int frame) throws Exception {
                        records.goAway();
                        return super.next(frame);
                    }
                };
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> run.run(JOB, TIMES, frames))
                .matches(e -> e.problem().code() == ErrorCode.BROKER_UNAVAILABLE);
        records.comeBack();
        assertThat(run.run(JOB, TIMES, new Naming())).hasSize(TIMES);
        assertThat(told()).containsExactly(0, 1, 2, 3, 4);
    }
}
