package io.kuotu.common.job;

import java.util.Locale;

/**
 * Everything that can go wrong, as clients see it. The {@link Kind} alone decides whether a job is
 * tried again, how its record is acknowledged and which metric counts it.
 */
public enum ErrorCode {
    INVALID_REQUEST(Kind.CALLER, 400, "The request is not valid"),
    UNAUTHENTICATED(Kind.CALLER, 401, "A valid API key is required"),
    NOT_FOUND(Kind.CALLER, 404, "There is nothing here that you may see"),
    METHOD_NOT_ALLOWED(Kind.CALLER, 405, "This resource does not take this method"),
    NOT_READY(Kind.CALLER, 409, "The job has not ended yet"),
    NO_OUTPUT(Kind.CALLER, 410, "The job ended without this output"),
    EXPIRED(Kind.CALLER, 410, "Nothing as old as this is kept any more"),
    UPLOAD_NOT_FOUND(Kind.CALLER, 422, "You have no such upload"),
    BATCH_TIMED_OUT(Kind.CAPACITY, 503, "The batch took too long to come to this request"),
    PAYLOAD_TOO_LARGE(Kind.CALLER, 413, "The body is too large"),
    URI_TOO_LONG(Kind.CALLER, 414, "The request's URI is too long"),
    HEADERS_TOO_LARGE(Kind.CALLER, 431, "The request's headers are too large"),
    UNSUPPORTED_MEDIA_TYPE(Kind.CALLER, 415, "This media type is not supported"),
    NOT_A_PICTURE(Kind.CALLER, 422, "This is not a picture of a supported format"),
    PICTURE_TRUNCATED(Kind.CALLER, 422, "The picture ends before its end"),
    PICTURE_DAMAGED(Kind.CALLER, 422, "The picture cannot be decoded"),
    PICTURE_ANIMATED(Kind.CALLER, 422, "Animated pictures are not supported"),
    PICTURE_TOO_LARGE(Kind.CALLER, 422, "The picture has too many pixels"),
    PICTURE_TOO_SMALL(Kind.CALLER, 422, "The picture is too small"),
    URL_REFUSED(Kind.CALLER, 422, "This URL is not called"),
    URL_UNREACHABLE(Kind.CALLER, 422, "What this URL names could not be fetched"),
    NOTHING_TO_DO(Kind.CALLER, 422, "The request asks for no new pixel"),
    CANVAS_TOO_LARGE(Kind.CALLER, 422, "The result would have too many pixels"),
    CANVAS_TOO_SMALL(Kind.CALLER, 422, "The result would be smaller than the picture"),
    MODEL_UNKNOWN(Kind.CALLER, 422, "No worker has this model"),
    IDEMPOTENCY_MISMATCH(Kind.CALLER, 422, "The key was used for another request"),
    UNSUPPORTED_BY_MODEL(Kind.CALLER, 422, "The model cannot do this"),
    WEBHOOK_UNSIGNED(Kind.CALLER, 422, "A webhook needs a secret that signs it"),
    TIER_NOT_ALLOWED(Kind.CALLER, 403, "This tenant may not use this tier"),
    JOB_TOO_COSTLY(Kind.CALLER, 422, "The job costs more than this tenant may ask for at once"),
    NOT_REPLAYABLE(Kind.CALLER, 422, "This dead letter cannot be replayed"),
    ALREADY_REPLAYED(Kind.CALLER, 409, "This dead letter has been replayed already"),
    DEADLINE_EXCEEDED(Kind.CALLER, 504, "The job's deadline passed before it ended"),
    QUEUE_FULL(Kind.CAPACITY, 503, "Too many jobs are waiting"),
    RATE_LIMITED(Kind.CAPACITY, 429, "This tenant asks for more than its rate"),
    QUEUE_WAIT(Kind.CAPACITY, 503, "The job would wait too long"),
    TIER_PAUSED(Kind.CAPACITY, 503, "This tier is paused"),
    TOO_MANY_JOBS(Kind.CAPACITY, 429, "This tenant has too many jobs in flight"),
    FETCHES_FULL(Kind.CAPACITY, 503, "Too many pictures are being fetched"),
    STORE_UNAVAILABLE(Kind.CAPACITY, 503, "The object store does not answer"),
    STORE_REFUSED(Kind.CAPACITY, 503, "The object store refuses this"),
    BROKER_UNAVAILABLE(Kind.CAPACITY, 503, "The broker does not answer"),
    RUN_ENDED(Kind.CAPACITY, 503, "The run that the job shared ended without it"),
    SHUTTING_DOWN(Kind.CAPACITY, 503, "This process is shutting down"),
    MODEL_FAILED(Kind.INTERNAL, 500, "The model failed on this job"),
    ATTEMPTS_EXHAUSTED(Kind.INTERNAL, 500, "The job failed on every worker that took it"),
    UNREADABLE_JOB(Kind.INTERNAL, 500, "The job record cannot be read"),
    INTERNAL(Kind.INTERNAL, 500, "Something went wrong inside");

    /** Whose matter it is. */
    public enum Kind {
        /** The request must change; trying again as it is cannot help. */
        CALLER,
        /** It would have worked at another time. */
        CAPACITY,
        /** Our fault; another try, on another worker, may work. */
        INTERNAL;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Kind kind;
    private final int httpStatus;
    private final String title;

    ErrorCode(Kind kind, int httpStatus, String title) {
        this.kind = kind;
        this.httpStatus = httpStatus;
        this.title = title;
    }

    public Kind kind() {
        return kind;
    }

    public int httpStatus() {
        return httpStatus;
    }

    /** One sentence, the same for each occurrence. */
    public String title() {
        return title;
    }

    /** As written in problem documents and metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a worker hands the job back for another try. */
    public boolean isRetried() {
        return kind != Kind.CALLER;
    }
}
