package io.kuotu.cli.plan;

import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.job.Tier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Sends jobs to a real cluster when they are due, however long those before take. */
final class RealRun {
    private final KuotuClient client;
    private final Path picture;
    private final int width;
    private final int height;
    private long seed;

    /**
     * What a job took.
     *
     * @param tier of it
     * @param acceptMs from its time to the answer that it is accepted
     * @param totalNanos from its time to the news of its end
     */
    record Took(Tier tier, double acceptMs, long totalNanos) {}

    /**
     * @param picture that each job sends
     * @param width of the canvas, px
     * @param height of the canvas, px
     * @param seed of the first job; each has another, for equal requests would share a run
     */
    RealRun(KuotuClient client, Path picture, int width, int height, long seed) {
        this.client = client;
        this.picture = picture;
        this.width = width;
        this.height = height;
        this.seed = seed;
    }

    /** One after another. */
    List<Took> alone(int count) throws IOException, InterruptedException {
        List<Took> took = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            took.add(run(Tier.INTERACTIVE, System.nanoTime(), seed++));
        }
        return took;
    }

    /**
     * All of a plan.
     *
     * @return ns of each job by tier, sorted
     */
    Map<Tier, long[]> run(JobPlan plan) throws IOException, InterruptedException {
        List<Future<Took>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long begin = System.nanoTime();
            for (JobPlan.Due due : plan.jobs()) {
                long at = begin + Math.round(due.s() * 1e9);
                long mine = seed++;
                running.add(threads.submit(() -> run(due.tier(), at, mine)));
            }
            return byTier(running);
        }
    }

    private static Map<Tier, long[]> byTier(List<Future<Took>> running)
            throws IOException, InterruptedException {
        List<Took> all = new ArrayList<>();
        for (Future<Took> future : running) {
            try {
                all.add(future.get());
            } catch (ExecutionException e) {
                throw new IOException("a job was not served: " + e.getCause(), e);
            }
        }
        Map<Tier, long[]> nanos = new EnumMap<>(Tier.class);
        for (Tier tier : Tier.values()) {
            nanos.put(
                    tier,
                    all.stream()
                            .filter(t -> t.tier() == tier)
                            .mapToLong(Took::totalNanos)
                            .sorted()
                            .toArray());
        }
        return nanos;
    }

    private Took run(Tier tier, long due, long itsSeed) throws IOException, InterruptedException {
        long early = due - System.nanoTime();
        if (early > 0) {
            Thread.sleep(early / 1_000_000, (int) (early % 1_000_000));
        }
        var request = client.newRequest().put("seed", itsSeed).put("tier", tier.label());
        request.putObject("size").put("width", width).put("height", height);
        JobStatus queued = client.expand(picture, request);
        double acceptMs = (System.nanoTime() - due) / 1e6;
        long[] ended = new long[1];
        JobStatus status =
                client.follow(
                        queued.id(),
                        event -> {
                            if (event.isEnd()) {
                                ended[0] = System.nanoTime();
                            }
                        });
        if (!status.hasSucceeded()) {
            throw new IOException("a job " + status.state() + ": " + status.error().orElse(""));
        }
        return new Took(tier, acceptMs, ended[0] - due);
    }
}
