package io.kuotu.plan.cluster;

import io.kuotu.common.job.JobId;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.job.Tier;
import io.kuotu.plan.event.Agenda;
import io.kuotu.worker.batch.BatchKey;
import io.kuotu.worker.batch.Claim;
import io.kuotu.worker.batch.Floor;
import io.kuotu.worker.batch.Limits;
import io.kuotu.worker.batch.Plan;
import io.kuotu.worker.batch.Situation;
import io.kuotu.worker.batch.StepPlanner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A device in virtual time. As {@code worker.batch.Batcher} does it: what came meanwhile enters,
 * {@link StepPlanner} plans, a batch takes its measured time, what came of it is applied.
 */
@SuppressWarnings("EnumOrdinal") // lists by tier: looked up for each event
final class SimDevice implements Agenda.Event {
    private static final List<Claim> CLAIMS =
            Arrays.stream(Tier.values())
                    .map(
                            tier ->
                                    new Claim(
                                            new JobId("job_00000000000000000000000000"),
                                            new TenantId("all"),
                                            tier,
                                            Instant.MAX))
                    .toList();

    private final Agenda agenda;
    private final DeviceTimes times;
    private final Limits limits;
    private final DeviceUse use;
    private final boolean onHost;
    private final SimHost host;
    private final Floor<SimSample, SimTile> floor = new Floor<>();
    private final List<Runnable> mailbox = new ArrayList<>();

    private boolean awake; // a wake-up or a batch is under way
    private Plan running = Plan.IDLE;
    private long began;
    private boolean stepsWaited;
    private long outstanding; // pixel steps

    /**
     * @param onHost whether its batches take the host's processors
     */
    SimDevice(
            Agenda agenda,
            DeviceTimes times,
            int slots,
            DeviceUse use,
            SimHost host,
            boolean onHost) {
        this.agenda = agenda;
        this.times = times;
        this.limits = times.limits(slots);
        this.use = use;
        this.host = host;
        this.onHost = onHost;
    }

    /** Pixel steps that it was given and has not done. */
    long outstanding() {
        return outstanding;
    }

    /** The job is told when it is done. */
    void expand(SimJob job, JobShape.Pass pass, long now) {
        outstanding += pass.steps() * pass.stepCost();
        mailbox.add(
                () ->
                        floor.addSample(
                                claim(job),
                                pass.key(),
                                pass.steps(),
                                pass.stepCost(),
                                ticket -> new SimSample(job, ticket)));
        wake(now);
    }

    /** The job is told when it is done. */
    void enlarge(SimJob job, BatchKey key, long now) {
        outstanding += key.size().pixels();
        mailbox.add(() -> floor.addTile(claim(job), key, ticket -> new SimTile(job, ticket)));
        wake(now);
    }

    private static Claim claim(SimJob job) {
        return CLAIMS.get(job.tier().ordinal());
    }

    private void wake(long now) {
        if (!awake) {
            awake = true;
            agenda.add(now, this); // after all else of this moment: variants come together
        }
    }

    @Override
    public void happen(long now) {
        if (!running.isIdle()) {
            apply(now);
        }
        mailbox.forEach(Runnable::run);
        mailbox.clear();
        turn(now);
    }

    private void turn(long now) {
        Situation situation = floor.situation();
        running = StepPlanner.plan(situation, limits);
        awake = !running.isIdle();
        if (running.isIdle()) {
            return;
        }
        began = now;
        stepsWaited = !situation.running().isEmpty();
        charge();
        long nanos = nanos();
        if (onHost) {
            host.run(nanos, now, this::happen);
        } else {
            agenda.add(now + nanos, this);
        }
    }

    private void charge() {
        switch (running.kind()) {
            case STEP -> floor.charge(floor.samples(running.batch()));
            case ENLARGE -> floor.chargeTiles(floor.tiles(running.batch()));
            case BEGIN, DECODE, IDLE -> {}
        }
    }

    /** Guided and unguided samples are stepped in a call each. */
    private long nanos() {
        Plan.Kind kind = running.kind();
        BatchKey key = running.batch().getFirst().key();
        int all = running.batch().size();
        if (kind != Plan.Kind.STEP) {
            return times.nanos(kind, key, all, 1);
        }
        int guided =
                (int) floor.samples(running.batch()).stream().filter(SimSample::isGuided).count();
        long plain = all > guided ? times.nanos(kind, key, all - guided, 1) : 0;
        return plain + (guided > 0 ? times.nanos(kind, key, guided, 2) : 0);
    }

    private void apply(long now) {
        Plan done = running;
        BatchKey key = done.batch().getFirst().key();
        use.ran(done, began, now, times.largest(done.kind(), key));
        switch (done.kind()) {
            case BEGIN -> floor.samples(done.batch()).forEach(SimSample::begun);
            case STEP -> floor.samples(done.batch()).forEach(SimSample::stepped);
            case DECODE -> floor.samples(done.batch()).forEach(s -> end(s, s.job(), now));
            case ENLARGE -> floor.tiles(done.batch()).forEach(t -> end(t, t.job(), now));
            case IDLE -> {}
        }
        floor.ran(done.kind(), now - began, stepsWaited);
    }

    private void end(Floor.Placed work, SimJob job, long now) {
        floor.remove(work);
        outstanding -= work.ticket().cost();
        job.pieceDone(now);
    }
}
