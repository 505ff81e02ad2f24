package io.kuotu.common.job;

import static java.util.Objects.requireNonNull;

/**
 * A picture that a job made.
 *
 * @param key object key
 * @param format file format
 * @param width in px
 * @param height in px
 * @param bytes size of the file
 * @param sha256 of the file, in hexadecimal
 * @param seed that it was made with
 */
public record JobOutput(
        String key,
        OutputFormat format,
        int width,
        int height,
        long bytes,
        String sha256,
        long seed) {
    public JobOutput {
        requireNonNull(key, "key is null");
        requireNonNull(format, "format is null");
        requireNonNull(sha256, "sha256 is null");
    }
}
