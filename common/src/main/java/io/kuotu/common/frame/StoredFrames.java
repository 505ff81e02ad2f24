package io.kuotu.common.frame;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.job.JobOutput;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.store.ObjectKeys;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.common.wire.JsonCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which frames of a chain are there: one small record for each, beside the pictures. A frame's
 * record is written after its picture and before the next frame is begun, so they have no gap, and
 * whoever goes on with a chain, or ends it, finds all that was made. Blocks; thread safe.
 */
public final class StoredFrames {
    private final ObjectStore store;

    public StoredFrames(ObjectStore store) {
        this.store = store;
    }

    /** In order, up to the first that is missing. */
    public List<JobEvent.Framed> of(JobId id) {
        List<JobEvent.Framed> found = new ArrayList<>();
        Optional<JobEvent.Framed> next = frame(id, 0);
        while (next.isPresent()) {
            found.add(next.get());
            next = frame(id, found.size());
        }
        return found;
    }

    private Optional<JobEvent.Framed> frame(JobId id, int frame) {
        return store.get(ObjectKeys.frame(id, frame))
                .map(json -> (JobEvent.Framed) JsonCodec.decode(json, JobEvent.class));
    }

    /**
     * Keeps a frame, unless another worker, which has the chain now or had it before, kept one in
     * its place; returns the one that is kept.
     */
    public JobEvent.Framed keep(JobEvent.Framed wish) {
        boolean first =
                store.putIfAbsent(
                        ObjectKeys.frame(wish.id(), wish.frame()),
                        JsonCodec.encode(wish),
                        "application/json");
        return first ? wish : frame(wish.id(), wish.frame()).orElse(wish);
    }

    /**
     * An end that no worker came to by making all of it, with the frames that are there; of other
     * jobs as it is, without a look at the store.
     */
    public JobManifest withFrames(JobManifest wish) {
        Job job = wish.job();
        if (!(job.spec() instanceof JobSpec.Chain) || !wish.outputs().isEmpty()) {
            return wish;
        }
        List<JobOutput> kept = of(job.id()).stream().map(JobEvent.Framed::output).toList();
        return kept.isEmpty() ? wish : wish.withOutputs(kept);
    }
}
