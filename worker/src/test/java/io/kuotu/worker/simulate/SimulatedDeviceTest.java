package io.kuotu.worker.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SimulatedDeviceTest {
    private static final long MS = 1_000_000;
    private static final long LATE = 300_000;

    private long now = 5 * MS;

    /** Every sleep ends a little late. */
    private final SimulatedDevice device =
            new SimulatedDevice(() -> now, nanos -> now += nanos + LATE);

    @Test
    void manyBatchesTogetherTakeWhatTheyShould() {
        for (int i = 0; i < 1000; i++) {
            device.work(Duration.ofMillis(2));
        }
        assertThat(now - 5 * MS).isBetween(2000 * MS, 2000 * MS + LATE);
        assertThat(device.busyNanos()).isEqualTo(now - 5 * MS);
    }

    @Test
    void aPauseOfTheCallersIsNotMadeUpFor() {
        device.work(Duration.ofMillis(10));
        now += 500 * MS;
        long start = now;
        device.work(Duration.ofMillis(10));
        assertThat(now - start).isEqualTo(10 * MS + LATE);
    }

    @Test
    void anInterruptedThreadWaitsNoLonger() {
        Thread.currentThread().interrupt();
        device.work(Duration.ofHours(1));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(now).isEqualTo(5 * MS);
    }
}
