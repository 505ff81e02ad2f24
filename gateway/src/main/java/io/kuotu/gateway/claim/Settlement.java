package io.kuotu.gateway.claim;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.job.JobState;
import io.kuotu.common.store.ObjectKeys;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.common.wire.JsonCodec;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Writes the manifests of followers, after the log has decided their ends. Whoever writes comes to
 * the same, so it may be done twice. Blocks; thread safe.
 */
public final class Settlement {
    private static final String JSON = "application/json";

    private final Register register;
    private final ObjectStore store;

    public Settlement(Register register, ObjectStore store) {
        this.register = register;
        this.store = store;
    }

    /** The manifest of a job that has ended, written first where it is still to be. */
    public Optional<byte[]> manifest(JobId id) {
        SharedRuns.Ended ended = register.runs().ended().get(id);
        if (ended != null) {
            settle(ended);
        }
        return store.get(ObjectKeys.manifest(id));
    }

    /** Writes what is missing of {@code mine}; forgets what others have written long ago. */
    void settleAll(Predicate<JobId> mine, Instant now) {
        Instant oldest = now.minus(SharedRuns.SETTLED_WITHIN);
        register.runs().ended().values().removeIf(e -> e.end().at().isBefore(oldest));
        register.runs().ended().values().stream()
                .filter(ended -> mine.test(ended.job().id()))
                .forEach(this::settle);
    }

    private void settle(SharedRuns.Ended ended) {
        boolean _ =
                store.putIfAbsent(
                        ObjectKeys.manifest(ended.job().id()),
                        JsonCodec.encode(manifest(ended)),
                        JSON);
        register.runs().ended().remove(ended.job().id(), ended);
    }

    private JobManifest manifest(SharedRuns.Ended ended) {
        Job job = ended.job();
        return switch (ended.end()) {
            case JobEvent.Succeeded end ->
                    new JobManifest(
                            JobManifest.SCHEMA,
                            job,
                            JobState.SUCCEEDED,
                            end.at(),
                            end.outputs(),
                            Optional.empty(),
                            making(ended.madeBy()));
            case JobEvent.Failed end -> JobManifest.failed(job, end.at(), end.problem());
            default -> JobManifest.cancelled(job, ended.end().at());
        };
    }

    /** Whoever made the leader's pictures made these. */
    private Optional<JobManifest.Making> making(JobId leader) {
        return store.get(ObjectKeys.manifest(leader))
                .flatMap(json -> JsonCodec.decode(json, JobManifest.class).making());
    }

    /** The end that is decided already, for a job that seems not to have begun. */
    Optional<JobEvent> decided(JobId id) {
        return store.get(ObjectKeys.manifest(id))
                .map(json -> JsonCodec.decode(json, JobManifest.class).event());
    }
}
