package io.kuotu.gateway.claim;

import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Keys and the jobs that have them. Lives by the times in the log, so that every gateway forgets
 * alike. The board's thread writes; any thread reads.
 */
final class Keyring {
    /** By how much gateways' clocks may differ. */
    private static final Duration SKEW = Duration.ofMinutes(10);

    /** The first 128 bits of a hash: a billion of them collide with a chance of 1 in 10^21. */
    private record Mark(long high, long low) {
        static Mark of(String hex) {
            return new Mark(
                    HexFormat.fromHexDigitsToLong(hex, 0, 16),
                    HexFormat.fromHexDigitsToLong(hex, 16, 32));
        }
    }

    private record Holder(Mark name, Mark body, JobId job, Instant at) {}

    private final ConcurrentMap<Mark, Holder> holders = new ConcurrentHashMap<>();
    private final Deque<Holder> byAge = new ArrayDeque<>();
    private final Duration life;

    /**
     * @param life of a key, from its claim on
     */
    Keyring(Duration life) {
        this.life = life;
    }

    /** What a claim of this key comes to at this time; empty where it is free. */
    Optional<Outcome.Replays> holder(JobEvent.Key key, Instant at) {
        Holder holder = holders.get(Mark.of(key.name()));
        return holder == null || holder.at().plus(life).isBefore(at)
                ? Optional.empty()
                : Optional.of(
                        new Outcome.Replays(
                                holder.job(), holder.body().equals(Mark.of(key.body()))));
    }

    /** The key is the job's from now on. On the board's thread. */
    void give(JobEvent.Key key, JobId job, Instant at) {
        Holder holder = new Holder(Mark.of(key.name()), Mark.of(key.body()), job, at);
        holders.put(holder.name(), holder);
        byAge.add(holder);
        Instant oldest = at.minus(life).minus(SKEW);
        while (byAge.getFirst().at().isBefore(oldest)) {
            Holder old = byAge.removeFirst();
            holders.remove(old.name(), old);
        }
    }

    int size() {
        return holders.size();
    }
}
