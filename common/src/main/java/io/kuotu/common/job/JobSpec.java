package io.kuotu.common.job;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What is to be made, every default resolved that does not depend on the bundle. */
public sealed interface JobSpec {
    int MAX_VARIANTS = 4;

    /** Characters of a prompt; what a text encoder cannot take of them is cut off there. */
    int MAX_PROMPT = 16_384;

    double MAX_GUIDANCE = 30;

    /** The bundle asked for; empty: the worker's default for the task. */
    Optional<String> model();

    Rendition rendition();

    /** Number of pictures that the job makes. */
    int variants();

    /** Pixels of one result, of the largest where they differ. */
    long outputPixels();

    /**
     * Expand the source to a canvas.
     *
     * @param canvas target and placement
     * @param model bundle; empty for the default
     * @param seed of the first variant; variant n uses seed + n
     * @param steps denoising steps; empty for the bundle's default
     * @param creativity 0 (keep close to the draft of the source's patches) to 1 (start from pure
     *     noise); empty for the bundle's default
     * @param prompt what the new part is to show; only for bundles that take text
     * @param negativePrompt what it is not to show
     * @param guidance how strongly prompts are followed, 0 to 30; empty for the bundle's default
     * @param variants pictures to make, 1 to 4
     * @param upscale 1, 2 or 4: enlargement of the whole result
     * @param rendition how results are written
     * @param preview whether small pictures of the first variant go out while it is made; false in
     *     records that do not say
     * @param minConsistency score below which the picture is made again with another seed, 0 to 1;
     *     the worker bounds how often
     * @param post what is done to the generated part in the end; needs no model
     */
    record Expansion(
            Canvas canvas,
            Optional<String> model,
            long seed,
            OptionalInt steps,
            Optional<Double> creativity,
            Optional<String> prompt,
            Optional<String> negativePrompt,
            Optional<Double> guidance,
            int variants,
            int upscale,
            Rendition rendition,
            boolean preview,
            Optional<Double> minConsistency,
            Optional<Retouch> post)
            implements JobSpec {
        /** However consistent, and left as it was made. */
        public Expansion(
                Canvas canvas,
                Optional<String> model,
                long seed,
                OptionalInt steps,
                Optional<Double> creativity,
                Optional<String> prompt,
                Optional<String> negativePrompt,
                Optional<Double> guidance,
                int variants,
                int upscale,
                Rendition rendition,
                boolean preview) {
            this(
                    canvas,
                    model,
                    seed,
                    steps,
                    creativity,
                    prompt,
                    negativePrompt,
                    guidance,
                    variants,
                    upscale,
                    rendition,
                    preview,
                    Optional.empty(),
                    Optional.empty());
        }

        public Expansion {
            requireNonNull(canvas, "canvas is null");
            requireNonNull(rendition, "rendition is null");
            check(canvas.generatedPixels() > 0, "the canvas adds no pixel to the source");
            check(steps.isEmpty() || steps.getAsInt() > 0, "steps must be positive");
            check(
                    creativity.isEmpty() || (creativity.get() >= 0 && creativity.get() <= 1),
                    "creativity is 0 to 1");
            check(prompt.orElse("").length() <= MAX_PROMPT, "the prompt is too long");
            check(
                    negativePrompt.orElse("").length() <= MAX_PROMPT,
                    "the negative prompt is too long");
            check(
                    guidance.isEmpty() || (guidance.get() >= 0 && guidance.get() <= MAX_GUIDANCE),
                    "guidance is 0 to " + MAX_GUIDANCE);
            check(variants >= 1 && variants <= MAX_VARIANTS, "variants are 1 to " + MAX_VARIANTS);
            check(upscale == 1 || upscale == 2 || upscale == 4, "upscale is 1, 2 or 4");
            check(
                    post.isEmpty() || !post.get().needsModel(),
                    "what is done in the end needs no model");
            check(
                    minConsistency.isEmpty()
                            || (minConsistency.get() >= 0 && minConsistency.get() <= 1),
                    "minConsistency is 0 to 1");
        }

        /** The request's name of the first field that is for bundles that take text. */
        public Optional<String> firstOfText() {
            return prompt.map(_ -> "prompt")
                    .or(() -> negativePrompt.map(_ -> "negative_prompt"))
                    .or(() -> guidance.map(_ -> "guidance"));
        }

        @Override
        public long outputPixels() {
            return canvas.pixels() * upscale * upscale;
        }
    }

    /**
     * Enlarge the source, nothing else.
     *
     * @param factor 2 or 4
     * @param width of the source in px, as seen
     * @param height of the source in px, as seen
     * @param model bundle; empty for the default
     * @param rendition how the result is written
     */
    record Upscale(int factor, int width, int height, Optional<String> model, Rendition rendition)
            implements JobSpec {
        public Upscale {
            requireNonNull(rendition, "rendition is null");
            check(factor == 2 || factor == 4, "factor is 2 or 4");
            check(width > 0 && height > 0, "the source is empty");
        }

        @Override
        public int variants() {
            return 1;
        }

        @Override
        public long outputPixels() {
            return (long) width * height * factor * factor;
        }
    }

    /**
     * The expansion of the expansion, or the same picture again and again: each frame is made of
     * the one before it, the first of the source.
     *
     * @param way how a frame follows from the one before
     * @param times frames to make, 1 to 500
     * @param width of the source in px, as seen
     * @param height of the source in px, as seen
     * @param model bundle; empty for the default
     * @param seed of frame 0; frame n uses seed + n
     * @param steps denoising steps of each frame; empty for the bundle's default
     * @param rendition how frames are written
     * @param preview whether small pictures of frames go out while they are made
     */
    record Chain(
            ChainWay way,
            int times,
            int width,
            int height,
            Optional<String> model,
            long seed,
            OptionalInt steps,
            Rendition rendition,
            boolean preview)
            implements JobSpec {
        public static final int MAX_TIMES = 500;

        public Chain {
            requireNonNull(way, "way is null");
            requireNonNull(rendition, "rendition is null");
            check(times >= 1 && times <= MAX_TIMES, "times are 1 to " + MAX_TIMES);
            check(width > 0 && height > 0, "the source is empty");
            check(steps.isEmpty() || steps.getAsInt() > 0, "steps must be positive");
            check(
                    !(way instanceof ChainWay.Expand expand)
                            || expand.margins().around(width, height).generatedPixels() > 0,
                    "the first frame adds no pixel to the source");
        }

        /**
         * Of each frame, in order. The source of a canvas is the frame before; of a frame that is
         * made anew it is the whole canvas.
         */
        public List<Canvas> canvases() {
            List<Canvas> canvases = new ArrayList<>();
            Canvas now = new Canvas(width, height, 0, 0, width, height);
            for (int frame = 0; frame < times; frame++) {
                if (way instanceof ChainWay.Expand(FrameMargins margins)) {
                    now = margins.around(now.width(), now.height());
                }
                canvases.add(now);
            }
            return canvases;
        }

        /** How a frame of an expanding chain is made: an expansion like any other. */
        public Expansion expansion(int frame, Canvas canvas) {
            return new Expansion(
                    canvas,
                    model,
                    seed(frame),
                    steps,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    1,
                    1,
                    rendition,
                    preview);
        }

        /** Of the frame, from 0 on. */
        public long seed(int frame) {
            return seed + frame;
        }

        @Override
        public int variants() {
            return times;
        }

        /** Of the last frame, which is the largest. */
        @Override
        public long outputPixels() {
            return canvases().getLast().pixels();
        }
    }

    /**
     * Make the source better as it is; its size stays.
     *
     * @param width of the source in px, as seen
     * @param height of the source in px, as seen
     * @param retouch what is done
     * @param seed of the grain
     * @param model bundle that colours; empty for the default
     * @param rendition how the result is written
     */
    record Enhancement(
            int width,
            int height,
            Retouch retouch,
            long seed,
            Optional<String> model,
            Rendition rendition)
            implements JobSpec {
        public Enhancement {
            requireNonNull(retouch, "retouch is null");
            requireNonNull(rendition, "rendition is null");
            check(width > 0 && height > 0, "the source is empty");
            check(
                    model.isEmpty() || retouch.colourise(),
                    "a model is for colourising, which is not asked for");
        }

        @Override
        public int variants() {
            return 1;
        }

        @Override
        public long outputPixels() {
            return (long) width * height;
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
