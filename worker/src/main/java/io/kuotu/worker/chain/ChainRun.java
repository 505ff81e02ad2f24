package io.kuotu.worker.chain;

import io.kuotu.common.frame.StoredFrames;
import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobEvent.Framed;
import io.kuotu.common.job.JobOutput;
import io.kuotu.common.job.Problem;
import io.kuotu.worker.publish.EventWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;

/**
 * One attempt at a chain, on its job's thread. A frame is stored, then recorded, then told, then
 * the next is begun: so whoever takes over finds every frame but perhaps the one that was being
 * made, and has at most one to tell again.
 */
public final class ChainRun {
    private final StoredFrames stored;
    private final EventWriter events;
    private final InstantSource clock;

    /**
     * @param stored records of frames
     * @param events to tell of them
     * @param clock for when
     */
    public ChainRun(StoredFrames stored, EventWriter events, InstantSource clock) {
        this.stored = stored;
        this.events = events;
        this.clock = clock;
    }

    /**
     * All frames, in order, those of earlier attempts among them. Blocks. Where its thread is
     * interrupted between frames, what there is stays and an {@link InterruptedException} says so.
     *
     * @param job whose chain it is
     * @param times frames in all
     * @param frames makes them
     */
    public List<JobOutput> run(Job job, int times, Frames frames) throws Exception {
        List<Framed> found = stored.of(job.id());
        List<JobOutput> outputs = new ArrayList<>(found.stream().map(Framed::output).toList());
        if (!found.isEmpty()) {
            tell(found.getLast()); // who stored it may have died before it could
        }
        frames.begin(List.copyOf(outputs));
        for (int frame = outputs.size(); frame < times; frame++) {
            stopIfTold();
            JobOutput made = frames.next(frame);
            Framed mine = new Framed(job.id(), clock.instant(), frame, times, made);
            Framed kept = stored.keep(mine);
            if (!kept.equals(mine)) {
                frames.replaceLast(kept.output());
            }
            tell(kept);
            outputs.add(kept.output());
        }
        return outputs;
    }

    private static void stopIfTold() throws InterruptedException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedException("the chain is to stop here");
        }
    }

    /** Returns when the broker has it. */
    private void tell(JobEvent framed) {
        try {
            events.write(framed).join();
        } catch (CompletionException e) {
            throw Problem.of(
                            ErrorCode.BROKER_UNAVAILABLE,
                            "a frame could not be told: " + e.getMessage())
                    .asException(e);
        }
    }
}
