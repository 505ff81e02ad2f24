package io.kuotu.gateway.submit;

import static java.time.ZoneOffset.UTC;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.JobOutput;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.SourcePicture;
import io.kuotu.common.picture.PictureHeader;
import io.kuotu.common.picture.PictureInspector;
import io.kuotu.common.picture.PictureLimits;
import io.kuotu.common.store.ObjectKeys;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.gateway.board.JobView;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.HexFormat;

/**
 * Takes pictures in: looks at the header, then stores the file by its content. Decodes nothing.
 * Blocks; thread safe.
 */
public final class Sources {
    static final String FIELD = "image";

    private final ObjectStore store;
    private final PictureLimits limits;
    private final InstantSource clock;

    /**
     * @param clock says which day's inputs new ones belong to
     */
    public Sources(ObjectStore store, PictureLimits limits, InstantSource clock) {
        this.store = store;
        this.limits = limits;
        this.clock = clock;
    }

    /** What a file is, where nothing speaks against it. */
    PictureHeader inspect(Path file) throws IOException {
        PictureHeader header = PictureInspector.inspect(file, FIELD);
        limits.check(header, FIELD)
                .ifPresent(
                        problem -> {
                            throw problem.asException();
                        });
        return header;
    }

    /**
     * A file, inspected.
     *
     * @param file of a picture, it seems
     * @param ours whether it is deleted with the candidate
     */
    Candidate look(Path file, boolean ours) throws IOException {
        return new FileCandidate(this, file, inspect(file), ours);
    }

    /** Stores an inspected file, unless the same one is there already, as an input of today's. */
    Source store(Path file, PictureHeader header) throws IOException {
        String sha256 = sha256(file);
        String key = ObjectKeys.input(LocalDate.ofInstant(clock.instant(), UTC), sha256);
        if (store.stat(key).isEmpty()) {
            store.put(key, file, header.format().mediaType());
        }
        return new Source(
                new SourcePicture(key, sha256, header.format().mediaType()),
                header.width(),
                header.height());
    }

    /** An output of a job that the caller may see. */
    Source ofJob(JobView view, int index) {
        boolean isThere = index < view.outputs().size(); // of a chain, before its end too
        if (!isThere && !view.state().isTerminal()) {
            throw Problem.at(
                            FIELD,
                            ErrorCode.NOT_READY,
                            view.job().id() + " is still " + view.state().label())
                    .asException();
        }
        if (!isThere) {
            throw Problem.at(
                            FIELD,
                            ErrorCode.NO_OUTPUT,
                            view.job().id() + " has " + view.outputs().size() + " output(s)")
                    .asException();
        }
        JobOutput output = view.outputs().get(index);
        if (output.name().isPresent()) {
            throw Problem.at(
                            FIELD,
                            ErrorCode.NO_OUTPUT,
                            "output "
                                    + index
                                    + " is "
                                    + output.name().get()
                                    + ", no picture of its own")
                    .asException();
        }
        return new Source(
                new SourcePicture(output.key(), output.sha256(), output.format().mediaType()),
                output.width(),
                output.height());
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
