package io.kuotu.worker.chain;

import io.kuotu.common.job.JobOutput;
import java.util.List;

/**
 * Makes the frames of one chain, each of the one before it, on the job's thread. It remembers the
 * last one.
 */
public interface Frames {
    /**
     * Called once, first.
     *
     * @param found frames that are in the store already, in order: the next is made of the last of
     *     them, of the source where there is none
     */
    void begin(List<JobOutput> found) throws Exception;

    /** Makes the frame, from 0 on, and stores its file. */
    JobOutput next(int frame) throws Exception;

    /** Another worker's is the frame that was made last: the next is made of that one. */
    void replaceLast(JobOutput other) throws Exception;
}
