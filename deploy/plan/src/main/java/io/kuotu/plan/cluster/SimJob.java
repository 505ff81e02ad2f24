package io.kuotu.plan.cluster;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.job.Tier;
import io.kuotu.plan.event.Agenda;
import org.jspecify.annotations.Nullable;

/**
 * A job's way, as {@code worker.job.ExpansionRun} goes it: taken, prepared, denoised pass by pass,
 * finished variant by variant (made again where the seam shows), enlarged, written, stored.
 */
final class SimJob implements Agenda.Event {
    /** Tiles of one picture that are on their way at once, as {@code worker.finish.Enlarger}. */
    private static final int AHEAD = 12;

    /** Where it is; each goes on to another by {@link #next}. */
    private enum Phase {
        QUEUED,
        INTAKE,
        PREPARE,
        DENOISE,
        FINISH,
        AGAIN,
        ENLARGE,
        ENCODE,
        UPLOAD
    }

    private final Agenda agenda;
    private final Tier tier;
    private final JobShape shape;
    private final JobDraws draws;
    private final long arrived;
    private long taken;

    private @Nullable Poller lane;
    private Phase phase = Phase.QUEUED;
    private int pass;
    private int variant;
    private int enlargement;
    private boolean madeAgain; // this variant in this pass
    private int toSend; // tiles
    private int pending; // samples or tiles on devices

    /**
     * @param arrived ns, when its caller sent it
     */
    SimJob(Agenda agenda, Tier tier, JobShape shape, JobDraws draws, long arrived) {
        this.agenda = agenda;
        this.tier = tier;
        this.shape = shape;
        this.draws = draws;
        this.arrived = arrived;
    }

    Tier tier() {
        return tier;
    }

    /** Pixel steps. */
    long cost() {
        return shape.cost();
    }

    long arrived() {
        return arrived;
    }

    /** ns, when a lane got it. */
    long taken() {
        return taken;
    }

    /** ns from the caller's request to its hearing of the end that is now. */
    long sinceRequest(long now) {
        return now - arrived + draws.tell();
    }

    /** A lane has it from now on. */
    void begin(Poller by, long now) {
        lane = by;
        taken = now;
        phase = Phase.INTAKE;
        if (draws.beside() > 0) {
            worker().host().run(draws.beside(), now, _ -> {});
        }
        agenda.add(now + draws.intake(), this);
    }

    private SimWorker worker() {
        return requireNonNull(lane, "nobody has taken the job").worker();
    }

    /** A wait is over. */
    @Override
    public void happen(long now) {
        next(now);
    }

    /** A sample or a tile has come back from a device. */
    void pieceDone(long now) {
        pending--;
        if (toSend > 0) {
            sendTile(now);
        } else if (pending == 0) {
            next(now);
        }
    }

    private void next(long now) {
        switch (phase) {
            case INTAKE -> prepare(now);
            case PREPARE -> denoise(shape.variants(), now);
            case DENOISE -> finish(now);
            case FINISH -> finished(now);
            case AGAIN -> denoise(1, now);
            case ENLARGE -> enlarged(now);
            case ENCODE -> encoded(now);
            case UPLOAD -> requireNonNull(lane).ended(this, now);
            case QUEUED -> throw new IllegalStateException("nobody has taken the job");
        }
    }

    private void prepare(long now) {
        phase = Phase.PREPARE;
        variant = 0;
        madeAgain = false;
        long once = pass == 0 ? draws.prepare() + shape.pictures().fetch() : 0;
        onHost(once + shape.passes().get(pass).draft() * shape.variants(), now);
    }

    private void onHost(long nanos, long now) {
        worker().host().run(nanos, now, this::next);
    }

    private void denoise(int samples, long now) {
        phase = Phase.DENOISE;
        pending = samples;
        for (int i = 0; i < samples; i++) {
            worker().idlest().expand(this, shape.passes().get(pass), now);
        }
    }

    private void finish(long now) {
        phase = Phase.FINISH;
        onHost(shape.passes().get(pass).finish(), now);
    }

    private void finished(long now) {
        if (!madeAgain && draws.isAgain(pass * shape.variants() + variant)) {
            madeAgain = true;
            phase = Phase.AGAIN;
            onHost(shape.passes().get(pass).draft(), now);
        } else if (pass < shape.passes().size() - 1) {
            passFinished(now);
        } else {
            enlarge(0, now);
        }
    }

    private void passFinished(long now) {
        if (nextVariant()) {
            finish(now);
        } else {
            pass++;
            prepare(now);
        }
    }

    private boolean nextVariant() {
        madeAgain = false;
        return ++variant < shape.variants();
    }

    private void enlarge(int which, long now) {
        enlargement = which;
        if (which == shape.tiles().size()) {
            phase = Phase.ENCODE;
            onHost(shape.pictures().encode(), now);
            return;
        }
        phase = Phase.ENLARGE;
        toSend = shape.tiles().get(which).count();
        pending = 0;
        for (int i = 0; i < AHEAD && toSend > 0; i++) {
            sendTile(now);
        }
    }

    private void sendTile(long now) {
        toSend--;
        pending++;
        worker().idlest().enlarge(this, shape.tiles().get(enlargement).key(), now);
    }

    private void enlarged(long now) {
        enlarge(enlargement + 1, now);
    }

    private void encoded(long now) {
        if (nextVariant()) {
            finish(now);
        } else {
            phase = Phase.UPLOAD;
            agenda.add(now + draws.upload(), this);
        }
    }
}
