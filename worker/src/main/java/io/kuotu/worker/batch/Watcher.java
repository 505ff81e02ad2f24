package io.kuotu.worker.batch;

import io.kuotu.worker.pipeline.Preview;

/**
 * Looks at a sample on its way. Both methods are called on the device's thread: they must not
 * block, and what they throw is logged and changes nothing for the sample.
 */
public interface Watcher {
    /** Whether to look now; asked after each step but the last. */
    boolean wants(int stepsDone);

    /** What the sample will be, as far as the step could tell. */
    void see(int stepsDone, Preview preview);
}
