package io.kuotu.worker.publish;

import io.kuotu.common.frame.StoredFrames;
import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.job.JobOutput;
import io.kuotu.common.job.OutputFormat;
import io.kuotu.common.job.Problem;
import io.kuotu.common.provenance.ManifestSeal;
import io.kuotu.common.provenance.SigningKey;
import io.kuotu.common.store.ObjectKeys;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.common.wire.JsonCodec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * Outputs and the end of a job. Whoever writes the manifest first decides the end; the event tells
 * of what the manifest says, so however many workers and gateways try to end a job, one end is
 * seen. Blocks; thread safe.
 */
public final class Publisher {
    private final ObjectStore store;
    private final EventWriter events;
    private final StoredFrames frames;
    private final Optional<SigningKey> key;

    /** Signs nothing. */
    public Publisher(ObjectStore store, EventWriter events) {
        this(store, events, Optional.empty());
    }

    /**
     * @param key that signs manifests, where there is one
     */
    public Publisher(ObjectStore store, EventWriter events, Optional<SigningKey> key) {
        this.store = store;
        this.events = events;
        this.frames = new StoredFrames(store);
        this.key = key;
    }

    /** Stores one picture. */
    public JobOutput output(
            Job job, int index, OutputFormat format, Path file, Size size, long seed)
            throws IOException {
        String sha256 = sha256(file);
        String key = ObjectKeys.output(job.id(), index, sha256, format);
        store.put(key, file, format.mediaType());
        return new JobOutput(
                key, format, size.width(), size.height(), Files.size(file), sha256, seed);
    }

    /** Stores one picture that is in memory. */
    public JobOutput output(
            Job job, int index, OutputFormat format, byte[] file, Size size, long seed) {
        String sha256 = HexFormat.of().formatHex(sha256().digest(file));
        String key = ObjectKeys.output(job.id(), index, sha256, format);
        store.put(key, file, format.mediaType());
        return new JobOutput(key, format, size.width(), size.height(), file.length, sha256, seed);
    }

    /** In px. */
    public record Size(int width, int height) {}

    /**
     * Which attempt at a job this is, 1 for the first. A delivery count does not tell: some
     * deliveries reach only a worker that is dying. So each further attempt leaves a mark, and the
     * first mark that is not there yet is the number. The first attempt, nearly every job's only
     * one, leaves none.
     */
    public int attempt(Job job, int deliveries) {
        int attempt = deliveries == 1 ? 1 : 2;
        while (attempt > 1
                && !store.putIfAbsent(
                        ObjectKeys.attempt(job.id(), attempt),
                        new byte[0],
                        "application/octet-stream")) {
            attempt++;
        }
        return attempt;
    }

    /** The end that has been decided already, if it has. */
    public Optional<JobManifest> decided(Job job) {
        return store.get(ObjectKeys.manifest(job.id()))
                .map(json -> JsonCodec.decode(json, JobManifest.class));
    }

    /**
     * Ends the job, unless it has ended; tells of the end that holds, and returns it. A chain keeps
     * the frames that it has, however it ends.
     */
    public JobManifest end(JobManifest asked) {
        Job job = asked.job();
        JobManifest whole = frames.withFrames(asked);
        JobManifest wish = key.map(k -> ManifestSeal.sealed(whole, k)).orElse(whole);
        boolean first =
                store.putIfAbsent(
                        ObjectKeys.manifest(job.id()), JsonCodec.encode(wish), "application/json");
        JobManifest end = first ? wish : decided(job).orElse(wish);
        tell(end);
        return end;
    }

    /** Tells of an end again: whoever decided it may have died before it could. */
    public void tell(JobManifest end) {
        try {
            events.write(end.event()).join();
        } catch (CompletionException e) {
            throw Problem.of(
                            ErrorCode.BROKER_UNAVAILABLE,
                            "the end could not be told: " + e.getMessage())
                    .asException(e);
        } finally {
            events.forget(end.job().id());
        }
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = sha256();
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
