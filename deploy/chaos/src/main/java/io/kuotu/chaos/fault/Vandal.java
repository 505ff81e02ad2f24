package io.kuotu.chaos.fault;

import io.kuotu.chaos.load.Journal;
import io.kuotu.chaos.load.Journal.Acceptance;
import io.kuotu.chaos.load.Journal.Spoiled;
import io.kuotu.chaos.load.Load;
import io.kuotu.common.client.JobStatus;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.job.JobOutput;
import io.kuotu.common.store.ObjectKeys;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.common.wire.JsonCodec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Changes bytes of stored objects behind everybody's back, as a failing disk or a careless hand
 * would. Blocks; thread safe.
 */
public final class Vandal {
    private static final int LOOKS_BACK = 60;
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(90);

    private final ObjectStore store;
    private final Load load;
    private final Journal journal;

    /**
     * @param store without a link
     */
    public Vandal(ObjectStore store, Load load, Journal journal) {
        this.store = store;
        this.load = load;
        this.journal = journal;
    }

    /**
     * A picture is used by one job, then changed where it lies, then used by another: since it was
     * stored today already, the other has the changed one. False where the first did not end in
     * time.
     */
    boolean spoilInput() throws IOException, InterruptedException {
        Path picture = load.newPicture();
        Optional<JobManifest> first = awaitEnd(load.send(picture));
        if (first.isEmpty()) {
            return false;
        }
        String key = first.get().job().source().key();
        flip(key);
        journal.spoiledInput(load.send(picture).id());
        return true;
    }

    private Optional<JobManifest> awaitEnd(JobStatus job) throws InterruptedException {
        long end = System.nanoTime() + ENDS_WITHIN.toNanos();
        Optional<JobManifest> found = manifest(job.id());
        while (found.isEmpty() && System.nanoTime() - end < 0) {
            Thread.sleep(300);
            found = manifest(job.id());
        }
        return found;
    }

    /** Of a job that has ended already; false where there is none. */
    boolean spoilOutput() {
        for (int back = 0; back < LOOKS_BACK; back++) {
            Acceptance job = journal.someAcceptance(back);
            Optional<JobManifest> manifest = job == null ? Optional.empty() : manifest(job.job());
            List<JobOutput> outputs = manifest.map(JobManifest::outputs).orElse(List.of());
            if (job != null && !outputs.isEmpty() && !isSpoiled(job.job())) {
                flip(outputs.getFirst().key());
                journal.spoiledOutput(new Spoiled(job.job(), 0));
                return true;
            }
        }
        return false;
    }

    private boolean isSpoiled(String job) {
        return journal.spoiledOutputs().stream().anyMatch(spoiled -> spoiled.job().equals(job));
    }

    private Optional<JobManifest> manifest(String job) {
        return store.get(ObjectKeys.manifest(new JobId(job)))
                .map(json -> JsonCodec.decode(json, JobManifest.class));
    }

    /** One byte in the middle is another; length and type stay. */
    private void flip(String key) {
        byte[] bytes = store.get(key).orElseThrow();
        bytes[bytes.length / 2] ^= (byte) 0x55;
        String type = store.stat(key).orElseThrow().mediaType();
        store.put(key, bytes, type);
    }
}
