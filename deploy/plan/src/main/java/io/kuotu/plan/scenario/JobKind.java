package io.kuotu.plan.scenario;

import static io.kuotu.plan.scenario.Checks.check;
import static io.kuotu.plan.scenario.Checks.positive;
import static io.kuotu.plan.scenario.Checks.said;
import static io.kuotu.plan.scenario.Checks.within;

import io.kuotu.common.job.Canvas;
import io.kuotu.common.job.JobSpec;
import io.kuotu.worker.pipeline.CanvasSize;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One kind of job in a mix.
 *
 * @param share of all jobs of its traffic, relative to the other kinds
 * @param source size of the photograph, px, as {@code 1024x768}
 * @param canvas size of the target, px; the source lies in its middle
 * @param steps of denoising; the model's default unless given
 * @param creativity 0 to 1; the model's default unless given
 * @param guidance above 1 a step asks the network twice; the model's default unless given
 * @param variants 1 to 4
 * @param upscale of the result: 1, 2 or 4
 * @param again part of the pictures that are made a second time, for their seam shows
 */
public record JobKind(
        double share,
        String source,
        String canvas,
        OptionalInt steps,
        Optional<Double> creativity,
        Optional<Double> guidance,
        int variants,
        int upscale,
        double again) {
    private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,4})x([1-9]\\d{0,4})");

    public JobKind {
        said("source", source);
        said("canvas", canvas);
        positive("share", share);
        check(steps.isEmpty() || steps.getAsInt() > 0, "steps: must be above 0");
        creativity.ifPresent(c -> within("creativity", c, 0, 1));
        guidance.ifPresent(g -> within("guidance", g, 0, JobSpec.MAX_GUIDANCE));
        within("variants", variants, 1, JobSpec.MAX_VARIANTS);
        check(
                upscale == 1 || upscale == 2 || upscale == 4,
                "upscale: is 1, 2 or 4, not " + upscale);
        within("again", again, 0, 1);
        CanvasSize whole = size("canvas", canvas);
        CanvasSize part = size("source", source);
        check(
                part.width() <= whole.width() && part.height() <= whole.height(),
                "canvas: " + canvas + " is smaller than source " + source);
        check(whole.pixels() > part.pixels(), "canvas: " + canvas + " adds nothing to the source");
    }

    private static CanvasSize size(String field, String text) {
        Matcher matcher = SIZE.matcher(text);
        check(matcher.matches(), field + ": '" + text + "' is no size as 1024x768");
        return new CanvasSize(
                Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** The target, the source in its middle. */
    public Canvas placed() {
        CanvasSize whole = size("canvas", canvas);
        CanvasSize part = size("source", source);
        return new Canvas(
                whole.width(),
                whole.height(),
                (whole.width() - part.width()) / 2,
                (whole.height() - part.height()) / 2,
                part.width(),
                part.height());
    }
}
