package io.kuotu.gateway.admission;

import io.kuotu.common.job.JobId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What one tenant has had: charged by the jobs of all gateways as the log tells them, and by those
 * that this gateway has let in and not yet read back. Thread safe; each call is short.
 */
final class Account {
    /** The price of a job that is not charged. */
    static final double FREE = -1;

    private final Bucket requests = new Bucket();
    private final Bucket cost = new Bucket();
    private final Set<JobId> unread = new HashSet<>(); // let in here, not yet in the log
    private final Set<JobId> readEarly = new HashSet<>(); // in the log before their names were told
    private int nameless; // let in here, their names not yet told

    /** How long each rate makes a job wait; zero is not at all. */
    record Waits(Duration requests, Duration cost) {
        Duration longer() {
            return requests.compareTo(cost) > 0 ? requests : cost;
        }

        boolean isNone() {
            return longer().isZero();
        }
    }

    synchronized Waits waits(Limits limits, double price, Instant now) {
        return new Waits(
                limits.requests().map(r -> requests.wait(r, 1, now)).orElse(Duration.ZERO),
                limits.cost().map(r -> cost.wait(r, price, now)).orElse(Duration.ZERO));
    }

    /** Charges a job if there is room for it. */
    synchronized Waits enter(Limits limits, double price, Instant now) {
        Waits waits = waits(limits, price, now);
        if (waits.isNone()) {
            charge(limits, price, now);
            nameless++;
        }
        return waits;
    }

    /** One that is not charged. */
    synchronized void enterFree() {
        nameless++;
    }

    private void charge(Limits limits, double price, Instant when) {
        limits.requests().ifPresent(r -> requests.charge(r, 1, when));
        limits.cost().ifPresent(r -> cost.charge(r, price, when));
    }

    /**
     * A job that entered is in the log, or will be.
     *
     * @param charged its price or {@link #FREE}
     */
    synchronized void named(JobId job, double charged) {
        nameless--;
        if (readEarly.remove(job)) {
            refund(charged); // the log has charged it as another's
        } else {
            unread.add(job);
        }
        forgetEarly();
    }

    /**
     * A job that entered did not become one.
     *
     * @param charged its price or {@link #FREE}
     */
    synchronized void failed(double charged) {
        nameless--;
        refund(charged);
        forgetEarly();
    }

    private void refund(double charged) {
        if (charged != FREE) {
            requests.refund(1);
            cost.refund(charged);
        }
    }

    private void forgetEarly() {
        if (nameless == 0) {
            readEarly.clear();
        }
    }

    /**
     * The log tells a job.
     *
     * @param price or {@link #FREE}
     */
    synchronized void read(JobId job, Limits limits, double price, Instant createdAt) {
        if (unread.remove(job)) {
            return;
        }
        if (price != FREE) {
            charge(limits, price, createdAt);
        }
        if (nameless > 0) {
            readEarly.add(job);
        }
    }

    /** Jobs that were let in here and that the board does not know yet. */
    synchronized int onTheirWay() {
        return unread.size() + Math.max(0, nameless - readEarly.size());
    }

    /** What is left of a rate, to be told. */
    record Left(double available, Duration untilFull) {}

    synchronized Optional<Left> requestsLeft(Limits limits, Instant now) {
        return limits.requests()
                .map(r -> new Left(requests.available(r, now), requests.untilFull(r, now)));
    }

    synchronized Optional<Left> costLeft(Limits limits, Instant now) {
        return limits.cost().map(r -> new Left(cost.available(r, now), cost.untilFull(r, now)));
    }
}
