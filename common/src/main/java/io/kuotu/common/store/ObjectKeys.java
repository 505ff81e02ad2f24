package io.kuotu.common.store;

import io.kuotu.common.job.JobId;
import io.kuotu.common.job.OutputFormat;

/** Where everything lies in the bucket. */
public final class ObjectKeys {
    private static final int HASH_DIGITS = 12;

    private ObjectKeys() {}

    /** Sources are stored by content: the same picture is stored once. */
    public static String input(String sha256) {
        return "inputs/" + sha256;
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

    private static String folder(JobId id) {
        return "jobs/" + id + "/";
    }
}
