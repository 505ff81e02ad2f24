package io.kuotu.worker.batch;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * @param wall for deadlines
 * @param nanos for durations
 */
record Clocks(InstantSource wall, LongSupplier nanos) {
    static Clocks of(InstantSource wall) {
        return new Clocks(wall, System::nanoTime);
    }
}
