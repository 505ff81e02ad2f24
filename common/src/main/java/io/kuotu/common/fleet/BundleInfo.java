package io.kuotu.common.fleet;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.job.Cost;
import java.util.Optional;

/**
 * What a caller may know of a bundle.
 *
 * @param name by which requests ask for it
 * @param version of its weights
 * @param task what it does
 * @param licence of its weights
 * @param defaultSteps denoising steps unless asked otherwise; 0 for all but outpainters
 * @param maxSteps most steps that a request may ask for; 0 for all but outpainters
 * @param factor enlargement of an upscaler; 1 for all others
 * @param text whether it takes prompts
 * @param denoising what its jobs' cost depends on; of an outpainter whose worker tells it
 * @param tiling what its jobs' cost depends on; of an upscaler or style whose worker tells it
 */
public record BundleInfo(
        String name,
        String version,
        Task task,
        String licence,
        int defaultSteps,
        int maxSteps,
        int factor,
        boolean text,
        Optional<Cost.Denoising> denoising,
        Optional<Cost.Tiling> tiling) {
    public BundleInfo {
        requireNonNull(name, "name is null");
        requireNonNull(version, "version is null");
        requireNonNull(task, "task is null");
        requireNonNull(licence, "licence is null");
    }

    /** Whether an upscaler gets to {@code wanted} by itself, in however many passes. */
    public boolean reaches(int wanted) {
        int reached = factor;
        while (reached < wanted && factor > 1) {
            reached *= factor;
        }
        return task == Task.UPSCALE && reached == wanted;
    }

    /** What a bundle does. */
    public enum Task {
        OUTPAINT,
        UPSCALE,
        /** Colours from lightness. */
        COLOURISE,
        /** Paints a picture in a style. */
        STYLE
    }
}
