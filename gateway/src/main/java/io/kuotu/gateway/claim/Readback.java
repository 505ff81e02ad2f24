package io.kuotu.gateway.claim;

import io.kuotu.common.job.JobId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Those who wrote to the log and wait to read what came of it. Thread safe. */
final class Readback<T> {
    private final ConcurrentMap<JobId, CompletableFuture<T>> waiting = new ConcurrentHashMap<>();

    /** Before it is written; whoever expects the same shares the answer. */
    CompletableFuture<T> expect(JobId id) {
        return waiting.computeIfAbsent(id, _ -> new CompletableFuture<>());
    }

    void forget(JobId id) {
        waiting.remove(id);
    }

    void tell(JobId id, T what) {
        CompletableFuture<T> found = waiting.remove(id);
        if (found != null) {
            found.complete(what);
        }
    }
}
