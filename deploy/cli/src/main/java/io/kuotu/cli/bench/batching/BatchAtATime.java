package io.kuotu.cli.bench.batching;

import io.kuotu.worker.djl.DjlModels;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.Latents;
import io.kuotu.worker.pipeline.OutpaintModel;
import io.kuotu.worker.pipeline.OutpaintModel.Beginning;
import io.kuotu.worker.pipeline.OutpaintModel.StepOrder;
import io.kuotu.worker.pipeline.StepPath;
import io.kuotu.worker.pipeline.StepRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.DoubleAdder;

/**
 * What request-level dynamic batching does, on the same models: whoever waits longest, and those of
 * its size that wait with it, run until the last of them is done; then all are answered, and the
 * next batch begins. With a batch of one it is a request at a time. A batch never waits to be
 * filled.
 */
final class BatchAtATime implements Contender {
    private record Request(Arrival arrival, CompletableFuture<Float> answer) {}

    /** What happens to samples whose steps are done before those of the batch's longest. */
    enum Done {
        /** They go on in the batch, as in one call of a pipeline on one tensor. */
        STAY,
        /** They are left out of the steps that remain: no step is wasted. */
        LEAVE
    }

    private final String name;
    private final Samples samples;
    private final int largest;
    private final Done done;

    /** What keeps the places of samples that are done: nobody wants it. By size. */
    private final Map<CanvasSize, List<Latents>> fillers = new HashMap<>();

    private final BlockingQueue<Request> queue = new LinkedBlockingQueue<>();
    private final DoubleAdder busy = new DoubleAdder();
    private final CompletableFuture<Void> loaded = new CompletableFuture<>();
    private final Thread thread;

    BatchAtATime(String name, Samples samples, DjlModels.Layout layout, int largest, Done done) {
        this.name = name;
        this.samples = samples;
        this.largest = largest;
        this.done = done;
        this.thread = Thread.ofPlatform().name(name).start(() -> serve(layout));
        loaded.join();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CompletableFuture<?> submit(Arrival arrival) {
        Request request = new Request(arrival, new CompletableFuture<>());
        queue.add(request);
        return request.answer();
    }

    @Override
    public double busySeconds() {
        return busy.sum();
    }

    private void serve(DjlModels.Layout layout) {
        try (DjlModels models = DjlModels.load(List.of(samples.bundle()), layout)) {
            OutpaintModel model = models.outpainter(samples.bundle().name());
            loaded.complete(null);
            List<Request> waiting = new ArrayList<>();
            while (true) {
                if (waiting.isEmpty()) {
                    waiting.add(queue.take());
                }
                queue.drainTo(waiting);
                List<Request> batch = batch(waiting, largest);
                waiting.removeAll(batch);
                long start = System.nanoTime();
                run(model, batch);
                busy.add((System.nanoTime() - start) / 1e9);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            loaded.completeExceptionally(e);
        } finally {
            fillers.clear(); // closed with the models
        }
    }

    private static List<Request> batch(List<Request> waiting, int most) {
        Arrival first = waiting.getFirst().arrival();
        return waiting.stream()
                .filter(r -> r.arrival().size().equals(first.size()))
                .limit(most)
                .toList();
    }

    private record Going(Latents latents, StepPath path) {}

    private void run(OutpaintModel model, List<Request> batch) {
        int codec = model.codecClasses().largest();
        List<Going> all = new ArrayList<>();
        for (int i = 0; i < batch.size(); i += codec) {
            all.addAll(begin(model, batch.subList(i, Math.min(i + codec, batch.size()))));
        }
        int longest = all.stream().mapToInt(g -> g.path().steps()).max().orElseThrow();
        for (int step = 0; step < longest; step++) {
            model.step(orders(model, all, batch.getFirst().arrival().size(), step));
        }
        List<float[]> pictures = new ArrayList<>();
        for (int i = 0; i < all.size(); i += codec) {
            List<Going> some = all.subList(i, Math.min(i + codec, all.size()));
            pictures.addAll(model.decode(some.stream().map(Going::latents).toList()));
        }
        all.forEach(g -> g.latents().close());
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).answer().complete(pictures.get(i)[0]);
        }
    }

    private List<StepOrder> orders(
            OutpaintModel model, List<Going> all, CanvasSize size, int step) {
        List<StepOrder> orders = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Going going = all.get(i);
            if (step < going.path().steps()) {
                orders.add(new StepOrder(going.latents(), going.path().rules().get(step)));
            } else if (done == Done.STAY) {
                StepRule any = going.path().rules().getFirst();
                orders.add(new StepOrder(filler(model, size, i), any));
            }
        }
        return orders;
    }

    private Latents filler(OutpaintModel model, CanvasSize size, int place) {
        List<Latents> some = fillers.computeIfAbsent(size, _ -> new ArrayList<>());
        while (some.size() <= place) {
            Beginning any = new Beginning(samples.grey(size), samples.path(1), 0, Optional.empty());
            some.addAll(model.begin(List.of(any)));
        }
        return some.get(place);
    }

    private List<Going> begin(OutpaintModel model, List<Request> batch) {
        List<Beginning> beginnings = new ArrayList<>();
        for (Request request : batch) {
            Arrival arrival = request.arrival();
            beginnings.add(
                    new Beginning(
                            samples.grey(arrival.size()),
                            samples.path(arrival.steps()),
                            arrival.seed(),
                            Optional.empty()));
        }
        List<Latents> begun = model.begin(beginnings);
        List<Going> going = new ArrayList<>();
        for (int i = 0; i < begun.size(); i++) {
            going.add(new Going(begun.get(i), beginnings.get(i).path()));
        }
        return going;
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
