package io.kuotu.worker.job;

import io.kuotu.common.job.ProblemException;
import io.kuotu.common.trace.Stretch;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** Wall time by phase, in ms; each is a span where the job is traced. One thread's. */
public final class PhaseTimes {
    private final Map<String, Long> millis = new LinkedHashMap<>();

    public <T> T measure(String phase, Callable<T> work) throws Exception {
        long start = System.nanoTime();
        try (Stretch part = Stretch.here().begin(phase)) {
            return part.within(() -> done(part, work));
        } finally {
            millis.merge(phase, (System.nanoTime() - start) / 1_000_000, Long::sum);
        }
    }

    private static <T> T done(Stretch part, Callable<T> work) throws Exception {
        try {
            return work.call();
        } catch (Exception e) {
            part.fail(ProblemException.of(e).code().label());
            throw e;
        }
    }

    public Map<String, Long> millis() {
        return Map.copyOf(millis);
    }
}
