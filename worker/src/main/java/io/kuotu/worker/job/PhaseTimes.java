package io.kuotu.worker.job;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** Wall time by phase, in ms. One thread's. */
public final class PhaseTimes {
    private final Map<String, Long> millis = new LinkedHashMap<>();

    public <T> T measure(String phase, Callable<T> work) throws Exception {
        long start = System.nanoTime();
        try {
            return work.call();
        } finally {
            millis.merge(phase, (System.nanoTime() - start) / 1_000_000, Long::sum);
        }
    }

    public Map<String, Long> millis() {
        return Map.copyOf(millis);
    }
}
