package io.kuotu.worker.batch;

import io.kuotu.common.job.JobIds;
import io.kuotu.common.job.Tier;
import io.kuotu.common.testing.ManualClock;
import io.kuotu.common.testing.SampleJobs;
import io.prometheus.client.CollectorRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The batcher without its thread, in the time of {@link FakeModels}; every turn is looked at. */
final class Simulation {
    static final int SLOTS = 6;
    static final int BATCH = 4;

    private static final int MOST = new Limits(SLOTS, (_, _) -> 1).most(Tier.INTERACTIVE);

    private final FakeModels models = new FakeModels(BATCH, false);
    private final ManualClock clock = new ManualClock(SampleJobs.NOW);
    private final JobIds ids;
    private final Batcher batcher;
    private final List<Life> lives = new ArrayList<>();
    private long steps;
    private int open;
    private int turnsUnused;

    /** What became of a job. */
    final class Life {
        private final Orders orders;
        private final CompletableFuture<float[]> result = new CompletableFuture<>();
        private final long arrivedNanos = models.nanos();
        private final long arrivedSteps = steps;
        private long stepsBefore = -1; // steps of the device between arrival and first own step
        private int stepped;
        private long nanos; // from arrival to end

        private Life(Orders orders) {
            this.orders = orders;
        }

        Orders orders() {
            return orders;
        }

        CompletableFuture<float[]> result() {
            return result;
        }

        /** Of its own so far. */
        int stepped() {
            return stepped;
        }

        long stepsBefore() {
            return stepsBefore;
        }

        long nanos() {
            return nanos;
        }

        /** What the device has given it, in the unit of {@link Shares}. */
        long served() {
            return (long) stepped * orders.size().pixels();
        }

        private void step(int count) {
            must(count == stepped + 1, "no step runs twice");
            stepped = count;
            if (stepsBefore < 0) {
                stepsBefore = steps - arrivedSteps;
            }
        }

        private void ended() {
            open--;
            nanos = models.nanos() - arrivedNanos;
        }
    }

    Simulation(long seed) {
        ids = new JobIds(clock, new Random(seed));
        batcher =
                new Batcher(
                        models,
                        SLOTS,
                        new Clocks(clock, models::nanos),
                        new LoopMeter(new CollectorRegistry(), "simulated"));
    }

    ManualClock clock() {
        return clock;
    }

    FakeModels models() {
        return models;
    }

    List<Life> lives() {
        return lives;
    }

    Life arrive(UnaryOperator<Orders> what) {
        return arrive(what, _ -> {});
    }

    /**
     * @param onEnd told when it has ended, however
     */
    Life arrive(UnaryOperator<Orders> what, Consumer<Life> onEnd) {
        Life life = new Life(what.apply(Orders.of(ids.next())));
        lives.add(life);
        open++;
        var _ =
                life.result.whenComplete(
                        (_, _) -> {
                            life.ended();
                            onEnd.accept(life);
                        });
        batcher.add(life.orders.order(life::step), life.result);
        return life;
    }

    CompletableFuture<float[]> arriveTile(UnaryOperator<Orders> what) {
        CompletableFuture<float[]> result = new CompletableFuture<>();
        batcher.add(what.apply(Orders.of(ids.next())).tile(), result);
        return result;
    }

    void cancel(Life life) {
        batcher.cancel(life.orders.claim().job());
    }

    /** One turn, and everything that must hold after it; false where there was nothing to do. */
    boolean turn() {
        long before = models.nanos();
        boolean worked = batcher.turn();
        clock.advance(Duration.ofNanos(models.nanos() - before));
        Situation now = batcher.situation();
        steps += worked && now.last() == Plan.Kind.STEP ? 1 : 0;
        check(now, worked);
        return worked;
    }

    void turns(int count) {
        for (int i = 0; i < count; i++) {
            turn();
        }
    }

    void runEmpty() {
        while (turn()) {}
    }

    /** Plain comparisons: this runs after each of some ten thousand turns. */
    private void check(Situation now, boolean worked) {
        List<Long> here =
                Stream.concat(now.waiting().stream(), now.begun().stream())
                        .map(s -> s.ticket().number())
                        .toList();
        must(Set.copyOf(here).size() == here.size(), "each has one place");
        must(here.size() == open, "none is lost, none left behind");
        must(models.open() == now.begun().size(), "a slot for each that began");
        must(now.begun().size() <= MOST, "no more have begun than there is memory for");
        must(worked || here.isEmpty(), "idle only when empty");
        boolean mayBegin = !now.waiting().isEmpty() && now.begun().size() < SLOTS;
        turnsUnused = mayBegin && now.last() != Plan.Kind.BEGIN ? turnsUnused + 1 : 0;
        must(turnsUnused <= 8, "a free slot is used");
    }

    private static void must(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("no longer true: " + what);
        }
    }
}
