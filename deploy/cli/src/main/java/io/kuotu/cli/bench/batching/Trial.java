package io.kuotu.cli.bench.batching;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What one contender did with some arrivals.
 *
 * @param latencies of the jobs, sorted, s; from the time that a job was due to arrive, so waiting
 *     to be sent is not hidden
 * @param seconds from the beginning to the last answer
 * @param busyShare of that time that the device was at work; NaN where nobody can tell
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares trials
record Trial(double[] latencies, double seconds, double busyShare) {
    /** Open loop: arrivals come when they come, whatever became of those before. */
    static Trial run(Contender contender, List<Arrival> arrivals) throws InterruptedException {
        double busyBefore = contender.busySeconds();
        long begin = System.nanoTime();
        List<CompletableFuture<Double>> ends = new ArrayList<>();
        for (Arrival arrival : arrivals) {
            long due = begin + (long) (arrival.at() * 1e9);
            long early = due - System.nanoTime();
            if (early > 0) {
                Thread.sleep(early / 1_000_000, (int) (early % 1_000_000));
            }
            ends.add(contender.submit(arrival).thenApply(_ -> (System.nanoTime() - due) / 1e9));
        }
        double[] latencies = ends.stream().mapToDouble(CompletableFuture::join).toArray();
        double seconds = (System.nanoTime() - begin) / 1e9;
        Arrays.sort(latencies);
        return new Trial(latencies, seconds, (contender.busySeconds() - busyBefore) / seconds);
    }

    /** Nearest rank. */
    double percentile(double percent) {
        int rank = (int) Math.ceil(percent / 100 * latencies.length);
        return latencies[Math.clamp(rank - 1, 0, latencies.length - 1)];
    }

    double perSecond() {
        return latencies.length / seconds;
    }
}
