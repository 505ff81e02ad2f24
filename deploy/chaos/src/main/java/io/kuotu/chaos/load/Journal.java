package io.kuotu.chaos.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What callers were told, as they were told it. Thread safe. */
public final class Journal {
    private final List<Acceptance> acceptances = new ArrayList<>(); // guarded by this, as all below
    private final Map<String, Integer> refusals = new TreeMap<>();
    private final List<Watched> watched = new ArrayList<>();
    private final Map<String, Boolean> spoiledJobs = new HashMap<>();
    private final List<Spoiled> spoiledOutputs = new ArrayList<>();
    private int unanswered;
    private int orders;

    /**
     * A 200 or a 202.
     *
     * @param key idempotency key
     * @param job that the answer named
     */
    public record Acceptance(
            String key, String job, boolean calledBack, boolean cancelled, boolean hasDeadline) {}

    /**
     * What a reader of a job's events saw.
     *
     * @param ends events that said that it is over, by name
     * @param inOrder whether ids only grew
     * @param complete whether it came to the end before the watcher was told to stop
     */
    public record Watched(String job, List<String> ends, boolean inOrder, boolean complete) {
        public Watched {
            ends = List.copyOf(ends);
        }
    }

    /** An output whose bytes were changed in the store. */
    public record Spoiled(String job, int index) {}

    synchronized void ordered() {
        orders++;
    }

    synchronized void accepted(Order order, String job) {
        acceptances.add(
                new Acceptance(
                        order.key(),
                        job,
                        order.isCalledBack(),
                        order.cancelsAfter().isPresent(),
                        order.hasDeadline()));
    }

    synchronized void refused(String code) {
        refusals.merge(code, 1, Integer::sum);
    }

    synchronized void unanswered() {
        unanswered++;
    }

    synchronized void watched(Watched what) {
        watched.add(what);
    }

    /** The job's source was changed before the job was sent. */
    public synchronized void spoiledInput(String job) {
        spoiledJobs.put(job, true);
    }

    public synchronized void spoiledOutput(Spoiled what) {
        spoiledOutputs.add(what);
    }

    /** The latest acceptance that has not been touched; null where there is none. */
    public synchronized @Nullable Acceptance someAcceptance(int back) {
        int place = acceptances.size() - 1 - back;
        return place < 0 ? null : acceptances.get(place);
    }

    public synchronized List<Acceptance> acceptances() {
        return List.copyOf(acceptances);
    }

    public synchronized Map<String, Integer> refusals() {
        return Map.copyOf(refusals);
    }

    public synchronized List<Watched> allWatched() {
        return List.copyOf(watched);
    }

    public synchronized List<String> spoiledInputs() {
        return List.copyOf(spoiledJobs.keySet());
    }

    public synchronized List<Spoiled> spoiledOutputs() {
        return List.copyOf(spoiledOutputs);
    }

    public synchronized int orders() {
        return orders;
    }

    /** Orders that nobody answered: whether they became jobs is not known. */
    public synchronized int unansweredOrders() {
        return unanswered;
    }
}
