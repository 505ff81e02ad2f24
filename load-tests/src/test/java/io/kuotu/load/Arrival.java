package io.kuotu.load;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One request and what became of it. Written by Gatling's threads, then by the stream's; read by
 * any. Times are seconds since the run began, {@link Double#NaN} until they are known.
 */
final class Arrival {
    private static final int ACCEPTED = 202;
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;

    private final String tier;
    private final double sent;
    private volatile double answered = Double.NaN;
    private volatile int status; // 0: no answer
    private volatile boolean retryAfter;
    private volatile Optional<String> job = Optional.empty();
    private volatile double started = Double.NaN;
    private volatile double ended = Double.NaN;
    private volatile Optional<End> end = Optional.empty();

    /**
     * How a job ended.
     *
     * @param event its name
     * @param code of the problem; of one that failed
     * @param sha256 of the first output; of one that succeeded
     */
    record End(String event, Optional<String> code, Optional<String> sha256) {}

    Arrival(String tier, double sent) {
        this.tier = tier;
        this.sent = sent;
    }

    String tier() {
        return tier;
    }

    double sent() {
        return sent;
    }

    void answer(double at, int code, boolean saysWhenToTryAgain, Optional<String> id) {
        retryAfter = saysWhenToTryAgain;
        job = id;
        answered = at;
        status = code;
    }

    /** The first time counts: a job that was requeued had begun. */
    void start(double at) {
        if (Double.isNaN(started)) {
            started = at;
        }
    }

    void end(double at, End how) {
        ended = at;
        end = Optional.of(how);
    }

    boolean isAccepted() {
        return status == ACCEPTED && job.isPresent();
    }

    /** Told to come later, in a way that a client can follow. */
    boolean isRefused() {
        return status == TOO_MANY || status == UNAVAILABLE;
    }

    boolean isRefusedWithoutRetryAfter() {
        return isRefused() && !retryAfter;
    }

    /** Neither taken nor told to come later. */
    boolean isBroken() {
        return !isAccepted() && !isRefused();
    }

    Optional<String> job() {
        return job;
    }

    Optional<End> end() {
        return end;
    }

    boolean hasSucceeded() {
        return end.filter(e -> e.event().equals("succeeded")).isPresent();
    }

    double answerMs() {
        return 1000 * (answered - sent);
    }

    /** Seconds from accepted to started; to its end, where it never started. */
    OptionalDouble waited() {
        double until = Double.isNaN(started) ? ended : started;
        return Double.isNaN(until)
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.max(0, until - answered));
    }

    /** Seconds from accepted to its end. */
    OptionalDouble took() {
        return Double.isNaN(ended)
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.max(0, ended - answered));
    }
}
