package io.kuotu.common.job;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.util.Map;
import java.util.Optional;

/**
 * A picture that a job made, or what tells of its pictures.
 *
 * @param key object key
 * @param format file format
 * @param width in px
 * @param height in px
 * @param bytes size of the file
 * @param sha256 of the file, in hexadecimal
 * @param seed that it was asked for with
 * @param quality figures of the picture, by name; none for an upscale
 * @param name of what is none of the pictures that were asked for, as {@code film.webp}
 */
public record JobOutput(
        String key,
        OutputFormat format,
        int width,
        int height,
        long bytes,
        String sha256,
        long seed,
        Map<String, Double> quality,
        Optional<String> name) {
    public JobOutput {
        requireNonNull(key, "key is null");
        requireNonNull(format, "format is null");
        requireNonNull(sha256, "sha256 is null");
        quality = Map.copyOf(requireNonNullElse(quality, Map.of())); // older records have none
    }

    /** One of the pictures that were asked for. */
    public JobOutput(
            String key,
            OutputFormat format,
            int width,
            int height,
            long bytes,
            String sha256,
            long seed,
            Map<String, Double> quality) {
        this(key, format, width, height, bytes, sha256, seed, quality, Optional.empty());
    }

    /** Without figures. */
    public JobOutput(
            String key,
            OutputFormat format,
            int width,
            int height,
            long bytes,
            String sha256,
            long seed) {
        this(key, format, width, height, bytes, sha256, seed, Map.of());
    }

    public JobOutput withQuality(Map<String, Double> figures) {
        return new JobOutput(key, format, width, height, bytes, sha256, seed, figures, name);
    }

    public JobOutput named(String as) {
        return new JobOutput(
                key, format, width, height, bytes, sha256, seed, quality, Optional.of(as));
    }
}
