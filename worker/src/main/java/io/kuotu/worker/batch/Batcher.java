package io.kuotu.worker.batch;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.Problem;
import io.kuotu.worker.batch.PhaseMeter.Phase;
import io.kuotu.worker.pipeline.Latents;
import io.kuotu.worker.pipeline.OutpaintModel;
import io.kuotu.worker.pipeline.OutpaintModel.Beginning;
import io.kuotu.worker.pipeline.OutpaintModel.StepOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One device's work, turn by turn: plan, run one batch, apply what came of it. Samples join and
 * leave between any two turns. One thread owns it.
 */
final class Batcher {
    private static final Logger LOG = LoggerFactory.getLogger(Batcher.class);

    private final DeviceModels models;
    private final Clocks clocks;
    private final LoopMeter meter;
    private final Floor<Sample, Tile> floor = new Floor<>();
    private final Pace pace = new Pace();
    private final Limits limits;
    private final Isolation isolation;
    private final BatchSizes sizes;

    Batcher(DeviceModels models, int slots, Clocks clocks, LoopMeter meter) {
        this.models = models;
        this.clocks = clocks;
        this.meter = meter;
        this.sizes = BatchSizes.of(models);
        this.limits = new Limits(slots, sizes::largest);
        this.isolation = new Isolation(models, sizes, meter, floor::remove);
        meter.opened(slots);
    }

    void add(SampleOrder order, CompletableFuture<float[]> result) {
        long now = nanos();
        floor.addSample(
                order.claim(),
                order.key(),
                order.path().steps(),
                order.stepCost(),
                ticket -> new Sample(order, result, ticket, now));
    }

    void add(TileOrder order, CompletableFuture<float[]> result) {
        floor.addTile(order.claim(), order.key(), ticket -> new Tile(order, result, ticket));
    }

    /** Runs one batch. False where there was nothing to do. */
    boolean turn() {
        dropExpired();
        Situation situation = floor.situation();
        Plan plan = StepPlanner.plan(situation, limits);
        if (plan.isIdle()) {
            meter.idle();
            return false;
        }
        long forwards = models.forwardNanos();
        long start = clocks.nanos().getAsLong();
        run(plan);
        long nanos = clocks.nanos().getAsLong() - start;
        floor.ran(plan.kind(), nanos, !situation.running().isEmpty());
        pace.ran(plan, nanos);
        meter.turned(plan, nanos, models.forwardNanos() - forwards, situation);
        meter.filled(plan, filledUp(plan));
        return true;
    }

    private int filledUp(Plan plan) {
        BatchKey key = plan.batch().getFirst().key();
        return sizes.filledUp(plan.kind(), key, plan.batch().size());
    }

    private void run(Plan plan) {
        List<Ticket> batch = plan.batch();
        switch (plan.kind()) {
            case BEGIN -> isolation.run(plan.kind(), floor.samples(batch), this::begin);
            case STEP -> {
                floor.charge(floor.samples(batch));
                isolation.run(plan.kind(), floor.samples(batch), this::step);
            }
            case DECODE -> isolation.run(plan.kind(), floor.samples(batch), this::decode);
            case ENLARGE -> {
                floor.chargeTiles(floor.tiles(batch));
                isolation.run(plan.kind(), floor.tiles(batch), this::enlarge);
            }
            case IDLE -> {}
        }
    }

    private void begin(List<Sample> samples) {
        long start = nanos();
        List<Latents> begun =
                models.outpainter(bundle(samples))
                        .begin(samples.stream().map(s -> beginning(s.order())).toList());
        for (int i = 0; i < samples.size(); i++) {
            samples.get(i).begun(begun.get(i));
            meter.phase(Phase.SLOT, samples.get(i).phaseEnded(start));
        }
        ran(Tracker.Part.ENCODE, samples, start);
    }

    private static Beginning beginning(SampleOrder order) {
        return new Beginning(order.canvas(), order.path(), order.seed(), order.prompt());
    }

    private void step(List<Sample> samples) {
        long start = nanos();
        OutpaintModel model = models.outpainter(bundle(samples));
        model.step(samples.stream().map(s -> new StepOrder(s.latents(), s.nextRule())).toList());
        ran(Tracker.Part.STEP, samples, start);
        samples.forEach(Sample::stepped);
        Previews.show(model, samples);
    }

    private void decode(List<Sample> samples) {
        long start = nanos();
        List<float[]> pictures =
                models.outpainter(bundle(samples))
                        .decode(samples.stream().map(Sample::latents).toList());
        long end = nanos();
        for (Sample sample : samples) {
            meter.phase(Phase.STEPS, sample.phaseEnded(start));
            meter.phase(Phase.DECODE, sample.phaseEnded(end));
        }
        ran(Tracker.Part.DECODE, samples, start);
        finish(samples, pictures);
    }

    private void ran(Tracker.Part part, List<Sample> samples, long start) {
        long end = nanos();
        samples.forEach(s -> s.ran(part, samples.size(), start, end));
    }

    private long nanos() {
        return clocks.nanos().getAsLong();
    }

    private void enlarge(List<Tile> tiles) {
        finish(
                tiles,
                models.upscaler(bundle(tiles))
                        .enlarge(
                                tiles.getFirst().order().size(),
                                tiles.stream().map(t -> t.order().pixels()).toList()));
    }

    private void finish(List<? extends Piece> batch, List<float[]> pictures) {
        for (int i = 0; i < batch.size(); i++) {
            Piece work = batch.get(i);
            floor.remove(work);
            if (isFinite(pictures.get(i))) {
                work.succeed(pictures.get(i));
            } else {
                meter.failed(LoopMeter.Failure.NOT_A_NUMBER);
                LOG.warn(
                        "{} ended with a picture of values that are no numbers",
                        work.claim().job());
                work.fail(
                        Problem.of(
                                        ErrorCode.MODEL_FAILED,
                                        "the model's picture has values that are no numbers")
                                .asException());
            }
        }
    }

    private static String bundle(List<? extends Piece> batch) {
        return batch.getFirst().ticket().key().bundle();
    }

    private static boolean isFinite(float[] values) {
        float sum = 0;
        for (float value : values) {
            sum += value * 0;
        }
        return sum == 0;
    }

    /** Its futures end with {@link CancellationException}; its slots are free. */
    void cancel(JobId job) {
        drop(
                work -> work.claim().job().equals(job),
                () -> new CancellationException("the job was taken off the device"));
    }

    private void dropExpired() {
        Instant now = clocks.wall().instant();
        drop(
                work -> work.claim().deadline().isBefore(now),
                () ->
                        Problem.of(
                                        ErrorCode.DEADLINE_EXCEEDED,
                                        "the deadline passed while the job was running")
                                .asException());
    }

    /** Ends all that is here. */
    void dropAll(Supplier<RuntimeException> reason) {
        drop(_ -> true, reason);
    }

    private void drop(Predicate<Piece> unwanted, Supplier<RuntimeException> reason) {
        List<Piece> found = new ArrayList<>(); // a copy: the floor changes
        floor.samples().filter(unwanted).forEach(found::add);
        floor.tiles().filter(unwanted).forEach(found::add);
        for (Piece work : found) {
            floor.remove(work);
            work.fail(reason.get());
        }
    }

    /** How long each job's samples that have begun will go on here, if nothing else comes. */
    Map<JobId, Duration> forecast() {
        return pace.forecast(floor);
    }

    /** As of now; for tests and figures. */
    Situation situation() {
        return floor.situation();
    }
}
