package io.kuotu.common.store;

import io.kuotu.common.job.JobId;
import io.kuotu.common.job.OutputFormat;
import io.kuotu.common.job.TenantId;
import java.time.LocalDate;

/** Where everything lies in the bucket. */
public final class ObjectKeys {
    public static final String INPUTS = "inputs/";
    public static final String JOBS = "jobs/";
    public static final String UPLOADS = "uploads/";
    public static final String NOTES = "notes/";

    private static final int HASH_DIGITS = 12;

    private ObjectKeys() {}

    /**
     * Sources are stored by content: the same picture is stored once a day. The day is that of the
     * use, UTC: an object is used on its day only, so one of long ago can be deleted without asking
     * whether somebody is about to use it.
     */
    public static String input(LocalDate day, String sha256) {
        return INPUTS + day + "/" + sha256;
    }

    /** Of {@link #input}. */
    public static LocalDate dayOf(String input) {
        return LocalDate.parse(input.substring(INPUTS.length(), input.lastIndexOf('/')));
    }

    /** What a client posts itself. */
    public static String upload(TenantId tenant, String id) {
        return UPLOADS + tenant + "/" + id;
    }

    /** What was found in an upload; JSON. */
    public static String uploadNote(TenantId tenant, String id) {
        return upload(tenant, id) + ".json";
    }

    /** That a tenant has used an upload of this content on this day; JSON. */
    public static String note(LocalDate day, TenantId tenant, String sha256) {
        return NOTES + day + "/" + tenant + "/" + sha256;
    }

    /**
     * Named by content too, so that a worker that lost its lease cannot overwrite what the manifest
     * already names.
     */
    public static String output(JobId id, int index, String sha256, OutputFormat format) {
        return folder(id)
                + "output-"
                + index
                + "-"
                + sha256.substring(0, HASH_DIGITS)
                + "."
                + format.extension();
    }

    /**
     * What is told of a frame of a chain; JSON. Written once, only if absent: it decides which file
     * is the frame.
     */
    public static String frame(JobId id, int frame) {
        return folder(id) + "frame-" + frame + ".json";
    }

    public static String manifest(JobId id) {
        return folder(id) + "manifest.json";
    }

    /** Of the first variant, after so many steps: a JPEG. */
    public static String preview(JobId id, int step) {
        return folder(id) + preview(step);
    }

    /** Of the same run as another preview. */
    public static String previewBeside(String key, int step) {
        return key.substring(0, key.lastIndexOf('/') + 1) + preview(step);
    }

    private static String preview(int step) {
        return "preview-" + step + ".jpg";
    }

    /** Empty; that it is there says that this attempt was begun. */
    public static String attempt(JobId id, int attempt) {
        return folder(id) + "attempt-" + attempt;
    }

    /** Holds the id of the job that an operator made of this dead one. */
    public static String replay(JobId id) {
        return folder(id) + "replayed-as";
    }

    private static String folder(JobId id) {
        return JOBS + id + "/";
    }
}
