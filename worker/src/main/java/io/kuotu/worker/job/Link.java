package io.kuotu.worker.job;

import io.kuotu.common.job.JobOutput;
import io.kuotu.worker.picture.Picture;
import java.util.Map;

/** How one frame of a chain becomes the next. On the job's thread. */
interface Link {
    /** A frame as it was made, and its figures by name; see {@link JobOutput#quality}. */
    record Made(Picture picture, Map<String, Double> figures) {}

    /**
     * @param frame to make, from 0 on
     * @param before the frame before it, or the source
     */
    Made next(int frame, Picture before) throws Exception;

    /** Of that frame. */
    long seed(int frame);

    /** Whether it is the last one. */
    boolean isLast(int frame);
}
