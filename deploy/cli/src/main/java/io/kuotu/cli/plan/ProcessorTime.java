package io.kuotu.cli.plan;

import java.time.Duration;

/**
 * What this process, and so a cluster inside it, has used of its processors since some moment: its
 * compilers and collectors too.
 */
final class ProcessorTime {
    private static final Duration REST = Duration.ofSeconds(5);

    private final double begin; // ns of a processor
    private final long began; // ns

    private ProcessorTime() {
        this.begin = used();
        this.began = System.nanoTime();
    }

    /** From now on. */
    static ProcessorTime begin() {
        return new ProcessorTime();
    }

    /** Processors that a cluster with nothing to do uses; takes some seconds. */
    static double idle() throws InterruptedException {
        ProcessorTime time = begin();
        Thread.sleep(REST);
        return (used() - time.begin) / (System.nanoTime() - time.began);
    }

    /**
     * Of one of so many jobs that have been done since, ms.
     *
     * @param idle processors that would have been used without them
     */
    double msEach(int jobs, double idle) {
        double without = idle * (System.nanoTime() - began);
        return Math.max(0, used() - begin - without) / jobs / 1e6;
    }

    private static double used() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElseThrow(() -> new IllegalStateException("the system tells no processor time"));
    }
}
