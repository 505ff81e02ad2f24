package io.kuotu.cli.drift;

import java.util.Arrays;
import java.util.Random;

/**
 * A mean over pictures, and between what it lies with 95 % confidence: percentiles of the means of
 * pictures drawn again with replacement.
 *
 * @param mean of all
 * @param low lower bound
 * @param high upper bound
 * @param pictures how many there were
 */
record Estimate(double mean, double low, double high, int pictures) {
    static final int DRAWS = 4000;

    private static final double TAIL = 0.025;

    /**
     * @param values one of each picture, one at least
     * @param seed of the draws
     */
    static Estimate of(double[] values, long seed) {
        Random random = new Random(seed);
        double[] means = new double[DRAWS];
        for (int draw = 0; draw < DRAWS; draw++) {
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                sum += values[random.nextInt(values.length)];
            }
            means[draw] = sum / values.length;
        }
        Arrays.sort(means);
        return new Estimate(
                Arrays.stream(values).average().orElseThrow(),
                means[(int) Math.round(TAIL * (DRAWS - 1))],
                means[(int) Math.round((1 - TAIL) * (DRAWS - 1))],
                values.length);
    }

    /** Whether it is on one side of zero. */
    boolean isSure() {
        return low > 0 || high < 0;
    }
}
