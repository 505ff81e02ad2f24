package io.kuotu.cli.bench.gateway;

import java.util.Arrays;

/** What a stretch of load found. Immutable. */
final class Load {
    private final double seconds;
    private final double[] millis;
    private final double generatorCpu;
    private final double cpu;

    /**
     * @param seconds that it took
     * @param millis of each answer
     * @param generatorCpu processor time of the generator, s
     * @param cpu processor time of the contender, s
     */
    Load(double seconds, double[] millis, double generatorCpu, double cpu) {
        this.seconds = seconds;
        this.millis = millis.clone();
        this.generatorCpu = generatorCpu;
        this.cpu = cpu;
        Arrays.sort(this.millis);
    }

    Load withCpu(double contender) {
        return new Load(seconds, millis, generatorCpu, contender);
    }

    int answers() {
        return millis.length;
    }

    double perSecond() {
        return millis.length / seconds;
    }

    /** {@code share} is 0.5 for the median; ms. */
    double percentile(double share) {
        if (millis.length == 0) {
            return Double.NaN;
        }
        return millis[Math.clamp((int) Math.ceil(share * millis.length) - 1, 0, millis.length - 1)];
    }

    /** Processor time of the contender for one answer, µs. */
    double cpuMicros() {
        return 1e6 * cpu / Math.max(1, millis.length);
    }

    /** Processor time of the generator for one answer, µs. */
    double generatorMicros() {
        return 1e6 * generatorCpu / Math.max(1, millis.length);
    }
}
