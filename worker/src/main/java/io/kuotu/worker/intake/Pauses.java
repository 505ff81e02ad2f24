package io.kuotu.worker.intake;

import io.kuotu.common.job.Tier;
import io.kuotu.common.wire.Broker;
import io.kuotu.common.wire.Switch.TierSwitch;
import io.kuotu.common.wire.Switchboard;
import io.kuotu.common.wire.TopicTail;
import io.kuotu.common.wire.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Keeps the intake as the operators' switches stand: one thread reads them, the tail's. What they
 * say before there is an intake holds when it begins.
 */
public final class Pauses implements AutoCloseable {
    private static final Duration READ_WITHIN = Duration.ofSeconds(60);

    private final String pool;
    private final Switchboard switches = new Switchboard(this::changed);
    private volatile Optional<Intake> intake = Optional.empty(); // set once

    private final TopicTail tail;

    private Pauses(Broker broker, String pool) {
        this.pool = pool;
        this.tail =
                TopicTail.start(
                        "switches",
                        broker,
                        List.of(Topics.SWITCHES),
                        TopicTail.From.BEGINNING,
                        switches::read);
    }

    /** Returns when all that is paused by now is known: no lane may take it. */
    public static Pauses start(Broker broker, String pool) throws InterruptedException {
        Pauses pauses = new Pauses(broker, pool);
        try {
            pauses.tail.caughtUp().get(READ_WITHIN.toSeconds(), TimeUnit.SECONDS);
            return pauses;
        } catch (ExecutionException | TimeoutException e) {
            pauses.close();
            throw new IllegalStateException(
                    "the switches could not be read within " + READ_WITHIN, e);
        }
    }

    /** Whether the jobs of this topic are not taken for now. */
    public boolean isPaused(String jobsTopic) {
        for (Tier tier : Tier.values()) {
            if (Topics.jobs(pool, tier).equals(jobsTopic)) {
                return switches.isPaused(pool, tier);
            }
        }
        return false;
    }

    /** From now on its lanes follow the switches. */
    public void control(Intake started) {
        intake = Optional.of(started);
        for (Tier tier : Tier.values()) { // what changed since it was asked
            started.pause(Topics.jobs(pool, tier), switches.isPaused(pool, tier));
        }
    }

    @Override
    public void close() {
        tail.close();
    }

    private void changed(TierSwitch tier) {
        if (tier.pool().equals(pool)) {
            intake.ifPresent(i -> i.pause(Topics.jobs(pool, tier.tier()), tier.paused()));
        }
    }
}
