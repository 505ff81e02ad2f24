package io.kuotu.common.wire;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.job.Job;

/**
 * A job as bytes in its topic.
 *
 * @param schema version of the form; readers refuse newer ones
 * @param job the job
 */
public record JobRecord(int schema, Job job) {
    public static final int SCHEMA = 1;

    public JobRecord {
        if (schema < 1 || schema > SCHEMA) {
            throw new IllegalArgumentException(
                    "job record of schema " + schema + "; this process reads up to " + SCHEMA);
        }
        requireNonNull(job, "job is null");
    }

    public static byte[] encode(Job job) {
        return JsonCodec.encode(new JobRecord(SCHEMA, job));
    }

    /** Throws {@link IllegalArgumentException} where the bytes are no job of a known schema. */
    public static Job decode(byte[] json) {
        return JsonCodec.decode(json, JobRecord.class).job();
    }
}
