package io.kuotu.common.job;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.List;

/**
 * What a job costs, in pixels that go through one step of a network: the unit that devices charge
 * tiers and tenants in, and that gateways limit tenants by. What is known before the job runs is in
 * it: passes, variants, guidance, enlargement. A pass that is made again because its seam shows is
 * not.
 *
 * @param denoising of all samples
 * @param enlarging of all tiles
 */
public record Cost(long denoising, long enlarging) {
    public static final Cost NONE = new Cost(0, 0);

    /** Side in px of the square that every picture is squeezed to before it is coloured. */
    public static final int COLOURISED_SIDE = 256;

    /** Pixel steps of one megapixel step, which limits and answers are told in. */
    public static final double MEGA = 1e6;

    private static final double LEAST_START = 0.02;

    /**
     * What the cost depends on beside the job; workers tell it.
     *
     * @param denoising of the bundle that expands
     * @param tilings of the bundles that enlarge
     */
    public record Models(Denoising denoising, List<Tiling> tilings) {
        public Models {
            requireNonNull(denoising, "denoising is null");
            tilings = List.copyOf(tilings);
        }
    }

    /**
     * Of a bundle that expands.
     *
     * @param steps unless asked otherwise
     * @param creativity level of noise to start from, 0 to 1, unless asked otherwise
     * @param guidance unless asked otherwise; above 1 a step asks the network twice
     * @param sizes of working canvases
     * @param timesteps of its schedule
     * @param even whether a path's steps are spread over what is left of the schedule; else a low
     *     start leaves steps out
     * @param levels how often the canvas is made again at twice the size
     * @param levelStart level of noise that these start from
     */
    public record Denoising(
            int steps,
            double creativity,
            double guidance,
            WorkingPlace.Sizes sizes,
            int timesteps,
            boolean even,
            int levels,
            double levelStart) {
        /** For as long as no worker has told of any. */
        public static final Denoising TYPICAL =
                new Denoising(12, 0.4, 1, new WorkingPlace.Sizes(256, 512, 32), 1000, true, 0, 0.4);

        public Denoising {
            requireNonNull(sizes, "sizes is null");
        }

        /** Calls of the network for so many steps from that level of noise. */
        public int calls(int asked, double start) {
            if (!even) {
                return Math.clamp((int) (asked * start), 1, asked);
            }
            int first = Math.clamp(Math.round(start * timesteps) - 1, 0, timesteps - 1);
            return Math.min(asked, Math.max(1, first));
        }
    }

    /**
     * Of a bundle that enlarges.
     *
     * @param factor of one pass; 1 of a bundle that paints a picture in a style
     * @param reach px around a tile's core
     */
    public record Tiling(int factor, int reach) {
        /** Side of a tile's core, px. */
        public static final int CORE = 128;

        /** For as long as no worker has told of a style. */
        static final Tiling TYPICAL_STYLE = new Tiling(1, 30);

        /** Of a picture of that size enlarged once. */
        long pass(long width, long height) {
            long side = CORE + 2L * reach;
            return Math.ceilDiv(width, CORE) * Math.ceilDiv(height, CORE) * side * side;
        }

        boolean reaches(int wanted) {
            int reached = factor;
            while (reached < wanted && factor > 1) {
                reached *= factor;
            }
            return reached == wanted && factor > 1;
        }
    }

    public Cost {
        if (denoising < 0 || enlarging < 0) {
            throw new IllegalArgumentException("a cost is not negative");
        }
    }

    /** Thread safe, and cheap: a few multiplications for each pass. */
    public static Cost of(JobSpec spec, Models models) {
        return switch (spec) {
            case JobSpec.Expansion expansion -> expansion(expansion, models);
            case JobSpec.Upscale upscale ->
                    new Cost(
                            0,
                            enlarging(upscale.factor(), upscale.width(), upscale.height(), models));
            case JobSpec.Chain chain -> chain(chain, models.denoising());
            case JobSpec.Enhancement enhancement -> new Cost(0, enhancing(enhancement, models));
        };
    }

    /** Of the models by what devices charge; of all else, on a processor, a step for each pixel. */
    private static long enhancing(JobSpec.Enhancement spec, Models models) {
        Retouch retouch = spec.retouch();
        long cost = retouch.needsProcessor() ? spec.outputPixels() : 0;
        if (retouch.colourise()) {
            cost += (long) COLOURISED_SIDE * COLOURISED_SIDE;
        }
        if (retouch.style().isPresent()) {
            cost +=
                    models.tilings().stream()
                            .filter(t -> t.factor() == 1)
                            .findFirst()
                            .orElse(Tiling.TYPICAL_STYLE)
                            .pass(spec.width(), spec.height());
        }
        return cost;
    }

    /** The sum over its frames: nothing is cheaper for being asked for at once. */
    private static Cost chain(JobSpec.Chain spec, Denoising model) {
        long denoising = 0;
        for (Canvas frame : spec.canvases()) {
            denoising +=
                    switch (spec.way()) {
                        case ChainWay.Recreate again -> {
                            double start = Math.max(again.strength(), LEAST_START);
                            int steps = model.calls(spec.steps().orElse(model.steps()), start);
                            yield WorkingPlace.of(frame, model.sizes()).pixels() * steps;
                        }
                        case ChainWay.Expand _ -> passes(spec.expansion(0, frame), model);
                    };
        }
        return new Cost(denoising * (model.guidance() > 1 ? 2 : 1), 0);
    }

    private static Cost expansion(JobSpec.Expansion spec, Models models) {
        long denoising = passes(spec, models.denoising());
        double guidance = spec.guidance().orElse(models.denoising().guidance());
        long enlarging =
                enlarging(spec.upscale(), spec.canvas().width(), spec.canvas().height(), models);
        return new Cost(
                denoising * spec.variants() * (guidance > 1 ? 2 : 1), enlarging * spec.variants());
    }

    /** Of one variant, without guidance. */
    private static long passes(JobSpec.Expansion spec, Denoising model) {
        long cost = 0;
        for (Canvas pass : Passes.of(spec.canvas())) {
            cost += pass(spec, pass, model);
        }
        return cost;
    }

    private static long pass(JobSpec.Expansion spec, Canvas canvas, Denoising model) {
        WorkingPlace place = WorkingPlace.of(canvas, model.sizes());
        double start = Math.max(spec.creativity().orElse(model.creativity()), LEAST_START);
        int coarse = model.calls(spec.steps().orElse(model.steps()), start);
        long cost = place.pixels() * coarse;
        int again = (int) Math.max(2, Math.round(coarse * model.levelStart()));
        int finer = model.levels() == 0 ? 0 : model.calls(again, model.levelStart());
        double scale = scale(place, canvas);
        long pixels = place.pixels();
        for (int level = 0; level < model.levels() && scale * 2 <= 1; level++) {
            pixels *= 4;
            scale *= 2;
            cost += pixels * finer;
        }
        return cost;
    }

    private static double scale(WorkingPlace place, Canvas canvas) {
        return Math.max(
                (double) place.width() / canvas.sourceWidth(),
                (double) place.height() / canvas.sourceHeight());
    }

    /** By the bundle that gets there in the fewest passes; 0 where none does. */
    private static long enlarging(int factor, long width, long height, Models models) {
        Tiling tiling =
                models.tilings().stream()
                        .filter(t -> t.reaches(factor))
                        .max(Comparator.comparingInt(Tiling::factor))
                        .orElse(null);
        long cost = 0;
        if (factor > 1 && tiling != null) {
            for (int reached = 1; reached < factor; reached *= tiling.factor()) {
                cost += tiling.pass(width * reached, height * reached);
            }
        }
        return cost;
    }

    public long total() {
        return denoising + enlarging;
    }

    public double megapixelSteps() {
        return total() / MEGA;
    }
}
