package io.kuotu.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.kuotu.common.client.KuotuClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks once a second at the cluster from outside, and at its process where that is known. */
final class Sampler implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Ledger ledger;
    private final KuotuClient client;
    private final Optional<Long> pid;
    private final List<Sample> samples = new ArrayList<>(); // guarded by itself
    private final Thread thread;

    /**
     * @param second of the run
     * @param queued jobs that wait
     * @param running jobs that workers hold
     * @param workers that serve
     * @param process what it holds, where it is on this machine
     */
    record Sample(
            double second, int queued, int running, int workers, Optional<ProcessSize> process) {}

    Sampler(Ledger ledger, KuotuClient client, Optional<Long> pid) {
        this.ledger = ledger;
        this.client = client;
        this.pid = pid;
        this.thread = Thread.ofPlatform().name("sampler").daemon().start(this::run);
    }

    private void run() {
        try {
            while (true) {
                look();
                Thread.sleep(EVERY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() throws InterruptedException {
        try {
            JsonNode queue = client.get("/v1/queue");
            Sample sample =
                    new Sample(
                            ledger.now(),
                            sum(queue, "queued"),
                            sum(queue, "running"),
                            queue.path("workers").asInt(),
                            pid.flatMap(ProcessSize::of));
            synchronized (samples) {
                samples.add(sample);
            }
        } catch (IOException e) {
            // a cluster that cannot answer now leaves a gap in the plot
        }
    }

    private static int sum(JsonNode queue, String field) {
        int sum = 0;
        for (JsonNode tier : queue.path("tiers")) {
            sum += tier.path(field).asInt();
        }
        return sum;
    }

    List<Sample> samples() {
        synchronized (samples) {
            return List.copyOf(samples);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
