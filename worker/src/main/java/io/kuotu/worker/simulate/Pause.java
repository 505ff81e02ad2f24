package io.kuotu.worker.simulate;

import java.time.Duration;

/** Waits. */
@FunctionalInterface
interface Pause {
    void of(Duration time) throws InterruptedException;
}
