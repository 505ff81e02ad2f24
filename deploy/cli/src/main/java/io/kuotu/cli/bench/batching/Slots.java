package io.kuotu.cli.bench.batching;

import io.kuotu.cli.bench.Figure;
import io.kuotu.common.job.Tier;
import io.kuotu.worker.batch.DeviceLoop;
import io.kuotu.worker.batch.SampleOrder;
import io.kuotu.worker.pipeline.CanvasSize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;

/** How soon a slot is free, and how soon somebody urgent has one: in steps of the device. */
final class Slots {
    private static final int FLOOD = 30;
    private static final int ROUNDS = 20;
    private static final int LONG = 200;

    private Slots() {}

    static List<Figure> figures(StepBatching ours, Samples samples, CanvasSize size)
            throws InterruptedException {
        DeviceLoop loop = ours.loop();
        AtomicInteger steps = new AtomicInteger(); // of all samples, so at most a batch each
        List<SampleOrder> flood = new ArrayList<>();
        List<CompletableFuture<float[]>> running = new ArrayList<>();
        for (int i = 0; i < FLOOD; i++) {
            SampleOrder order =
                    samples.order(
                            new Arrival(0, size, LONG, i), Tier.BULK, _ -> steps.incrementAndGet());
            flood.add(order);
            running.add(loop.expand(order));
        }
        while (steps.get() < 20) {
            Thread.sleep(5);
        }
        double[] urgent = new double[ROUNDS];
        double[] cancelled = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            urgent[i] = firstStepSeconds(loop, samples, size);
            cancelled[i] = cancelSeconds(loop, flood.get(i), running.get(i));
        }
        flood.forEach(order -> loop.cancel(order.claim().job()));
        return List.of(
                Figure.of(
                        "cancel under a flood: until the slot is free, median",
                        median(cancelled),
                        "s"),
                Figure.of("cancel under a flood: slowest of " + ROUNDS, worst(cancelled), "s"),
                Figure.of(
                        "interactive under a bulk flood: until its first step is done, median",
                        median(urgent),
                        "s"),
                Figure.of(
                        "interactive under a bulk flood: slowest of " + ROUNDS,
                        worst(urgent),
                        "s"));
    }

    private static double firstStepSeconds(DeviceLoop loop, Samples samples, CanvasSize size) {
        long start = System.nanoTime();
        CompletableFuture<Double> first = new CompletableFuture<>();
        CompletableFuture<float[]> whole =
                loop.expand(
                        samples.order(
                                new Arrival(0, size, 2, 1),
                                Tier.INTERACTIVE,
                                _ -> first.complete((System.nanoTime() - start) / 1e9)));
        double seconds = first.join();
        whole.join();
        return seconds;
    }

    private static double cancelSeconds(
            DeviceLoop loop, SampleOrder order, CompletableFuture<float[]> running) {
        long start = System.nanoTime();
        loop.cancel(order.claim().job());
        try {
            running.join();
        } catch (CancellationException | CompletionException e) {
            return (System.nanoTime() - start) / 1e9;
        }
        throw new IllegalStateException("a job of " + LONG + " steps had ended already");
    }

    private static double median(double[] values) {
        return Arrays.stream(values).sorted().toArray()[values.length / 2];
    }

    private static double worst(double[] values) {
        return Arrays.stream(values).max().orElseThrow();
    }
}
