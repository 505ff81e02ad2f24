package io.kuotu.common.job;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Draws job ids. Thread safe where its random generator is; {@link java.security.SecureRandom} is.
 */
public final class JobIds {
    private static final int TIME_DIGITS = 10;
    private static final int RANDOM_DIGITS = 16;

    private final InstantSource clock;
    private final RandomGenerator random;

    public JobIds(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    public JobId next() {
        StringBuilder text = new StringBuilder(JobId.PREFIX);
        long millis = clock.millis();
        for (int digit = TIME_DIGITS - 1; digit >= 0; digit--) {
            text.append(JobId.ALPHABET.charAt((int) (millis >>> (5 * digit)) & 31));
        }
        for (int digit = 0; digit < RANDOM_DIGITS; digit++) {
            text.append(JobId.ALPHABET.charAt(random.nextInt(32)));
        }
        return new JobId(text.toString());
    }
}
