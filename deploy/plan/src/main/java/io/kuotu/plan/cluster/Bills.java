package io.kuotu.plan.cluster;

import io.kuotu.plan.outcome.Outcome;

/** Counts the time of workers, from their start to their end, until no more jobs come. */
final class Bills {
    private final long from;
    private final long until;
    private int there;
    private int most;
    private long last;
    private double paidNanos;
    private double measuredNanos;

    /**
     * @param from ns, when the figures begin
     * @param until ns, when no more jobs come
     */
    Bills(long from, long until) {
        this.from = from;
        this.until = until;
    }

    private void advance(long now) {
        long to = Math.min(now, until);
        if (to > last) {
            paidNanos += (double) there * (to - last);
            measuredNanos += (double) there * Math.max(0, to - Math.max(last, from));
            last = to;
        }
    }

    void came(long now) {
        advance(now);
        there++;
        most = Math.max(most, there);
    }

    void went(long now) {
        advance(now);
        there--;
    }

    Outcome.Bill bill(double pricePerHour, long jobs, long now) {
        advance(Math.max(now, until));
        double hours = paidNanos / 3600e9;
        double price = hours * pricePerHour;
        return new Outcome.Bill(hours, price, jobs == 0 ? 0 : 1000 * price / jobs, most);
    }

    /** Of workers, after the warm-up; once {@link #bill} was asked for. */
    double measuredNanos() {
        return measuredNanos;
    }
}
