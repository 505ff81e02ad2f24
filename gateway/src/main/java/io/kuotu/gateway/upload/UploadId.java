package io.kuotu.gateway.upload;

import io.kuotu.common.job.JobId;
import java.time.Instant;

/** Names an upload, for its tenant alone: {@code upload_} and a ULID, drawn as a job's id is. */
public record UploadId(String value) {
    private static final String PREFIX = "upload_";
    private static final String DRAWN_PREFIX = "job_";

    public UploadId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not an upload id: '" + value + "'");
        }
    }

    /** True where {@link #UploadId} would not throw. */
    public static boolean isValid(String value) {
        return value.startsWith(PREFIX) && JobId.isValid(asDrawn(value));
    }

    static UploadId of(JobId drawn) {
        return new UploadId(PREFIX + drawn.value().substring(DRAWN_PREFIX.length()));
    }

    private static String asDrawn(String value) {
        return DRAWN_PREFIX + value.substring(PREFIX.length());
    }

    /** When the upload was begun. */
    public Instant createdAt() {
        return new JobId(asDrawn(value)).createdAt();
    }

    @Override
    public String toString() {
        return value;
    }
}
