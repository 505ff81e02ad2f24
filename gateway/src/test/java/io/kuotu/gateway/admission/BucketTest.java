package io.kuotu.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a rate lets through, over random arrivals. */
class BucketTest {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    private record Admitted(double atSeconds, double amount) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void neverMoreThanBurstAndRate_neverLess_andTheWaitIsTrue(long seed) {
        Random random = new Random(seed);
        Rate rate = new Rate(0.5 + 20 * random.nextDouble(), 1 + 50 * random.nextDouble());
        Bucket bucket = new Bucket();
        Deque<Admitted> admitted = new ArrayDeque<>();
        Instant now = START;
        int refused = 0;
        for (int i = 0; i < 5000; i++) {
            now = now.plusNanos((long) (random.nextDouble() * random.nextDouble() * 4e8));
            double amount = random.nextDouble() * Math.min(5, rate.burst());
            double t = Duration.between(START, now).toNanos() / 1e9;
            Duration wait = bucket.wait(rate, amount, now);
            double most = mostBefore(admitted, rate, t);
            if (wait.isZero()) {
                bucket.charge(rate, amount, now);
                admitted.addLast(new Admitted(t, amount));
                assertThat(most + amount).as("too much").isLessThanOrEqualTo(rate.burst() + 1e-6);
            } else {
                refused++;
                assertThat(most + amount).as("refused too early").isGreaterThan(rate.burst());
                assertThat(bucket.wait(rate, amount, now.plus(wait))).isEqualTo(Duration.ZERO);
                assertThat(bucket.wait(rate, amount, now.plus(wait).minusMillis(1)))
                        .isGreaterThan(Duration.ZERO);
            }
        }
        assertThat(refused).isGreaterThan(100);
    }

    /** By the definition: over every time that ends now, what came less what the rate gave back. */
    private static double mostBefore(Deque<Admitted> admitted, Rate rate, double now) {
        double sum = 0;
        double most = 0;
        for (Admitted each : (Iterable<Admitted>) admitted::descendingIterator) {
            sum += each.amount();
            most = Math.max(most, sum - rate.perSecond() * (now - each.atSeconds()));
        }
        return most;
    }
}
