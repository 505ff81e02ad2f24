package io.kuotu.worker.batch;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.Problem;
import io.kuotu.worker.pipeline.Latents;
import io.kuotu.worker.pipeline.OutpaintModel.Beginning;
import io.kuotu.worker.pipeline.OutpaintModel.StepOrder;
import io.kuotu.worker.pipeline.UpscaleModel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One device's loop: drain messages, plan, run one batch, apply. Its thread alone touches the
 * device and the samples; everyone else sends messages over a bounded queue and waits for futures.
 * Samples join and leave between any two steps.
 *
 * <p>A batch that fails is run again sample by sample, so that a sample which breaks the model
 * fails alone.
 */
public final class DeviceLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceLoop.class);
    private static final int MAILBOX = 256;
    private static final Duration IDLE_LOOK = Duration.ofMillis(200);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(30);

    private sealed interface Message {
        record NewSample(Sample sample) implements Message {}

        record NewTile(Tile tile) implements Message {}

        record Cancel(JobId job) implements Message {}
    }

    private final BlockingQueue<Message> mailbox = new ArrayBlockingQueue<>(MAILBOX);
    private final Supplier<DeviceModels> opener;
    private final int slots;
    private final InstantSource clock;
    private final LoopMeter meter;
    private final Thread thread;
    private final CompletableFuture<DeviceModels> opened = new CompletableFuture<>();
    private volatile boolean stopping; // read by the loop between batches

    // the device's thread owns all below
    private final TierQueue waiting = new TierQueue();
    private final List<Sample> active = new ArrayList<>();
    private final List<Tile> tiles = new ArrayList<>();
    private long turn;

    private DeviceLoop(
            String name,
            Supplier<DeviceModels> opener,
            int slots,
            InstantSource clock,
            LoopMeter meter) {
        this.opener = opener;
        this.slots = slots;
        this.clock = clock;
        this.meter = meter;
        this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
    }

    /**
     * Starts the thread and waits until the models are loaded; what the opener throws comes out
     * here.
     *
     * @param name of the thread
     * @param opener loads the models, on the thread
     * @param slots samples that may be active at once
     * @param clock for deadlines
     * @param meter counts
     */
    public static DeviceLoop start(
            String name,
            Supplier<DeviceModels> opener,
            int slots,
            InstantSource clock,
            LoopMeter meter) {
        DeviceLoop loop = new DeviceLoop(name, opener, slots, clock, meter);
        loop.thread.start();
        try {
            loop.opened.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
        return loop;
    }

    /**
     * From any thread that may block: waits while the mailbox is full. The picture is RGB near [0,
     * 1], three planes of rows.
     */
    public CompletableFuture<float[]> expand(SampleOrder order) {
        Sample sample = new Sample(order);
        send(new Message.NewSample(sample));
        return sample.result();
    }

    /** From any thread that may block. */
    public CompletableFuture<float[]> enlarge(TileOrder order) {
        Tile tile = new Tile(order);
        send(new Message.NewTile(tile));
        return tile.result();
    }

    /**
     * Drops all that the job has here, before the next batch; its futures end with {@link
     * CancellationException}. From any thread.
     */
    public void cancel(JobId job) {
        send(new Message.Cancel(job));
    }

    /** False once the thread has ended, for whatever reason. */
    public boolean isAlive() {
        return thread.isAlive();
    }

    public DeviceModels models() {
        return opened.join();
    }

    private void send(Message message) {
        if (stopping) {
            throw Problem.of(ErrorCode.SHUTTING_DOWN, "the device has stopped").asException();
        }
        try {
            mailbox.put(message);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }

    private void run() {
        try (DeviceModels models = opener.get()) {
            StepPlanner planner = new StepPlanner(limits(models));
            opened.complete(models);
            while (!stopping) {
                runOnce(models, planner);
            }
        } catch (Throwable e) {
            if (!opened.completeExceptionally(e)) {
                LOG.error("{} died", thread.getName(), e);
            }
        } finally {
            stopping = true;
            dropAll();
        }
    }

    private StepPlanner.Limits limits(DeviceModels models) {
        return new StepPlanner.Limits(
                slots,
                bundle -> models.outpainter(bundle).stepClasses().largest(),
                bundle -> models.outpainter(bundle).codecClasses().largest(),
                bundle -> models.upscaler(bundle).classes().largest());
    }

    private void runOnce(DeviceModels models, StepPlanner planner) {
        long start = System.nanoTime();
        long forwardsBefore = models.forwardNanos();
        drainMailbox();
        dropExpired();
        turn++;
        Plan plan = planner.next(waiting, active, tiles);
        switch (plan) {
            case Plan.Begin begin ->
                    inBatchOrAlone(begin.samples(), batch -> begin(models, batch), this::failed);
            case Plan.Step step ->
                    inBatchOrAlone(step.samples(), batch -> step(models, batch), this::failed);
            case Plan.Decode decode ->
                    inBatchOrAlone(decode.samples(), batch -> decode(models, batch), this::failed);
            case Plan.Enlarge enlarge -> enlarge(models, enlarge.tiles());
            case Plan.Idle _ -> awaitMessage();
        }
        if (!(plan instanceof Plan.Idle)) {
            meter.turned(
                    plan,
                    System.nanoTime() - start,
                    models.forwardNanos() - forwardsBefore,
                    active.size(),
                    waiting.size());
        }
    }

    private void begin(DeviceModels models, List<Sample> samples) {
        List<Beginning> beginnings =
                samples.stream()
                        .map(
                                s ->
                                        new Beginning(
                                                s.order().canvas(),
                                                s.order().path(),
                                                s.order().seed(),
                                                s.order().prompt()))
                        .toList();
        List<Latents> begun =
                models.outpainter(samples.getFirst().key().bundle()).begin(beginnings);
        for (int i = 0; i < samples.size(); i++) {
            samples.get(i).begun(begun.get(i), turn);
            active.add(samples.get(i));
        }
    }

    private void step(DeviceModels models, List<Sample> samples) {
        models.outpainter(samples.getFirst().key().bundle())
                .step(samples.stream().map(s -> new StepOrder(s.latents(), s.nextRule())).toList());
        samples.forEach(s -> s.stepped(turn));
        Previews.show(models.outpainter(samples.getFirst().key().bundle()), samples);
    }

    private void decode(DeviceModels models, List<Sample> samples) {
        List<float[]> pictures =
                models.outpainter(samples.getFirst().key().bundle())
                        .decode(samples.stream().map(Sample::latents).toList());
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            active.remove(sample);
            if (isFinite(pictures.get(i))) {
                sample.succeed(pictures.get(i));
            } else {
                sample.fail(
                        Problem.of(
                                        ErrorCode.MODEL_FAILED,
                                        "the model's picture has values that are no numbers")
                                .asException());
            }
        }
    }

    private void enlarge(DeviceModels models, List<Tile> batch) {
        tiles.removeAll(batch);
        UpscaleModel upscaler = models.upscaler(batch.getFirst().key().bundle());
        inBatchOrAlone(
                batch,
                some -> {
                    List<float[]> large =
                            upscaler.enlarge(
                                    some.getFirst().key().size(),
                                    some.stream().map(t -> t.order().pixels()).toList());
                    for (int i = 0; i < some.size(); i++) {
                        some.get(i).result().complete(large.get(i));
                    }
                },
                (tile, reason) -> tile.result().completeExceptionally(reason));
    }

    private interface Failed<T> {
        void accept(T one, RuntimeException reason);
    }

    private void failed(Sample sample, RuntimeException reason) {
        active.remove(sample);
        sample.fail(reason);
    }

    /** A step that failed has changed no sample, so each may be tried by itself. */
    private static <T> void inBatchOrAlone(
            List<T> batch, Consumer<List<T>> work, Failed<T> onFailure) {
        try {
            work.accept(batch);
        } catch (RuntimeException e) {
            if (batch.size() == 1) {
                LOG.warn("the model failed on one sample", e);
                onFailure.accept(
                        batch.getFirst(),
                        Problem.of(ErrorCode.MODEL_FAILED, "the model failed: " + e.getMessage())
                                .asException(e));
                return;
            }
            LOG.warn(
                    "a batch of {} failed ({}); running it one by one", batch.size(), e.toString());
            batch.forEach(one -> inBatchOrAlone(List.of(one), work, onFailure));
        }
    }

    private void drainMailbox() {
        for (Message message = mailbox.poll(); message != null; message = mailbox.poll()) {
            receive(message);
        }
    }

    private void awaitMessage() {
        try {
            Message message = mailbox.poll(IDLE_LOOK.toMillis(), TimeUnit.MILLISECONDS);
            if (message != null) {
                receive(message);
            }
        } catch (InterruptedException e) {
            stopping = true;
        }
    }

    private void receive(Message message) {
        switch (message) {
            case Message.NewSample(Sample sample) -> waiting.add(sample);
            case Message.NewTile(Tile tile) -> tiles.add(tile);
            case Message.Cancel(JobId job) ->
                    drop(
                            order ->
                                    order.equals(job)
                                            ? new CancellationException("cancelled")
                                            : null,
                            _ -> null);
        }
    }

    private void dropExpired() {
        Instant now = clock.instant();
        drop(_ -> null, deadline -> deadline.isBefore(now) ? expired() : null);
    }

    private static RuntimeException expired() {
        return Problem.of(
                        ErrorCode.DEADLINE_EXCEEDED,
                        "the deadline passed while the job was running")
                .asException();
    }

    private void dropAll() {
        drainMailbox();
        drop(_ -> new CancellationException("the device stops"), _ -> null);
    }

    /** Ends what either function gives a reason for. */
    private void drop(
            Function<JobId, @Nullable RuntimeException> byJob,
            Function<Instant, @Nullable RuntimeException> byDeadline) {
        Function<Sample, @Nullable RuntimeException> reason =
                s -> first(byJob.apply(s.order().job()), byDeadline.apply(s.order().deadline()));
        for (Sample sample : waiting.removeIf(s -> reason.apply(s) != null)) {
            sample.fail(requireNonNull(reason.apply(sample)));
        }
        for (Sample sample : List.copyOf(active)) {
            RuntimeException why = reason.apply(sample);
            if (why != null) {
                failed(sample, why);
            }
        }
        for (Tile tile : List.copyOf(tiles)) {
            RuntimeException why =
                    first(
                            byJob.apply(tile.order().job()),
                            byDeadline.apply(tile.order().deadline()));
            if (why != null) {
                tiles.remove(tile);
                tile.result().completeExceptionally(why);
            }
        }
    }

    private static @Nullable RuntimeException first(
            @Nullable RuntimeException a, @Nullable RuntimeException b) {
        return a != null ? a : b;
    }

    private static boolean isFinite(float[] values) {
        float sum = 0;
        for (float value : values) {
            sum += value * 0;
        }
        return sum == 0;
    }

    /**
     * Stops after the batch that is running; what is left ends with {@link CancellationException}.
     */
    @Override
    public void close() {
        stopping = true;
        try {
            if (!thread.join(STOP_WITHIN)) {
                LOG.warn("{} did not stop within {}", thread.getName(), STOP_WITHIN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
