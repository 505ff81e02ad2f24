package io.kuotu.worker.bundle;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.fleet.BundleInfo;
import io.kuotu.common.job.Cost;
import io.kuotu.common.job.WorkingPlace;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code bundle.json}, within its rules.
 *
 * @param format version of this form
 * @param name by which requests ask for it
 * @param version of the weights
 * @param task what it does
 * @param preferredOn kinds of device, {@code cpu} or {@code gpu}, on which it is the default of its
 *     task
 * @param licence of the weights
 * @param files every other file of the folder, by name
 * @param outpaint present exactly for outpainters
 * @param upscale present exactly for upscalers
 * @param image present exactly for colourisers and styles
 */
public record BundleManifest(
        int format,
        String name,
        String version,
        BundleInfo.Task task,
        Set<String> preferredOn,
        String licence,
        Map<String, FileEntry> files,
        Optional<Outpaint> outpaint,
        Optional<Upscale> upscale,
        Optional<Image> image) {
    public static final int FORMAT = 1;

    /**
     * @param bytes size of the file
     * @param sha256 in hexadecimal
     */
    public record FileEntry(long bytes, String sha256) {
        public FileEntry {
            requireNonNull(sha256, "sha256 is missing");
            check(bytes > 0, "bytes must be positive");
        }
    }

    /**
     * @param nativeSize short side in px that it was trained at
     * @param largest a canvas may have the pixels of a square of this side
     * @param factor px per latent cell
     * @param latentChannels of the autoencoder
     * @param multiple width and height of a canvas are multiples of it, px
     * @param shown what the model is shown where nothing is known
     * @param schedule of noise
     * @param defaults where a request is silent
     * @param limits of a request
     * @param text present where the bundle takes prompts
     * @param looks what its pictures look like close up
     */
    public record Outpaint(
            int nativeSize,
            int largest,
            int factor,
            int latentChannels,
            int multiple,
            Shown shown,
            Schedule schedule,
            Defaults defaults,
            Limits limits,
            Optional<Text> text,
            Looks looks) {
        public Outpaint {
            looks = looks == null ? Looks.OWN : looks; // a manifest may be silent
            requireNonNull(shown, "outpaint.shown is missing");
            requireNonNull(schedule, "outpaint.schedule is missing");
            requireNonNull(defaults, "outpaint.defaults is missing");
            requireNonNull(limits, "outpaint.limits is missing");
            check(
                    factor > 0 && multiple > 0 && multiple % factor == 0,
                    "outpaint.multiple must be a multiple of outpaint.factor");
            check(
                    nativeSize >= multiple && largest >= nativeSize,
                    "outpaint.native and outpaint.largest do not fit outpaint.multiple");
            check(latentChannels > 0, "outpaint.latent_channels must be positive");
            check(
                    text.isPresent() || defaults.guidance().isEmpty(),
                    "defaults.guidance is for bundles with a section outpaint.text");
        }

        /** Sizes of working canvases. */
        public WorkingPlace.Sizes sizes() {
            return new WorkingPlace.Sizes(nativeSize, largest, multiple);
        }

        private Cost.Denoising denoising(int levels, double levelStart) {
            return new Cost.Denoising(
                    defaults.steps(),
                    defaults.creativity(),
                    text.isPresent() ? defaults.guidance().orElse(1.0) : 1,
                    sizes(),
                    schedule.timesteps(),
                    schedule.spacing().orElse(Schedule.Spacing.EVEN) == Schedule.Spacing.EVEN,
                    levels,
                    levelStart);
        }
    }

    /**
     * How prompts become what the network is told.
     *
     * @param tokens that the text encoder takes, no more and no fewer
     * @param pad id that fills a short text up
     * @param emptyNegative what stands for no negative prompt
     */
    public record Text(int tokens, long pad, EmptyNegative emptyNegative) {
        public Text {
            requireNonNull(emptyNegative, "text.empty_negative is missing");
            check(tokens > 2, "text.tokens must be more than 2");
            check(pad >= 0, "text.pad is negative");
        }

        /** What stands for no negative prompt. */
        public enum EmptyNegative {
            /** The features of the empty text. */
            ENCODED,
            /** Zeros (SDXL). */
            ZEROS
        }
    }

    /** What a made part looks like close up. */
    public enum Looks {
        /** As the model made it. */
        OWN,
        /** As the source: for a model that is better at where things lie than at what they are. */
        SOURCE
    }

    /** What the model is shown where nothing is known. */
    public enum Shown {
        /** What sampling starts from: the source, gone on with. */
        MIRROR,
        /** Middle grey. */
        GREY
    }

    /**
     * @param steps of denoising
     * @param sampler by name
     * @param creativity level that sampling starts from, 0 to 1
     * @param guidance how strongly a prompt is followed; 1, one pass a step, unless given
     */
    public record Defaults(
            int steps, String sampler, double creativity, Optional<Double> guidance) {
        public Defaults {
            requireNonNull(sampler, "defaults.sampler is missing");
            check(steps > 0, "defaults.steps must be positive");
            check(creativity > 0 && creativity <= 1, "defaults.creativity is 0 to 1");
            check(guidance.orElse(1.0) >= 0, "defaults.guidance is negative");
        }
    }

    /**
     * @param steps most that a request may ask for
     */
    public record Limits(int steps) {}

    /**
     * @param factor enlargement
     * @param reach how far, in px of the small picture, one pixel of the result looks
     */
    public record Upscale(int factor, int reach) {
        public Upscale {
            check(factor == 2 || factor == 4, "upscale.factor is 2 or 4");
            check(reach >= 0, "upscale.reach is negative");
        }
    }

    /**
     * A picture in, a picture of the same size out, in one call.
     *
     * @param side of the square that whole pictures are squeezed to, px; 0 where pictures are cut
     *     into tiles instead
     * @param reach how far, in px, one pixel of the result of a tile looks
     */
    public record Image(int side, int reach) {
        public Image {
            check(reach >= 0, "image.reach is negative");
            check(
                    side == 0 || side == Cost.COLOURISED_SIDE,
                    "image.side is " + Cost.COLOURISED_SIDE + ", or 0 for tiles");
        }

        private Cost.Tiling tiling() {
            return new Cost.Tiling(1, reach);
        }

        /** As if it were a tile's: a whole picture is a tile whose reach fills it up. */
        public int tileReach() {
            return side == 0 ? reach : (side - Cost.Tiling.CORE) / 2;
        }
    }

    public BundleManifest {
        check(
                format == FORMAT,
                "format " + format + " is not " + FORMAT + ", the one that this worker reads");
        requireNonNull(name, "name is missing");
        requireNonNull(version, "version is missing");
        requireNonNull(task, "task is missing");
        requireNonNull(licence, "licence is missing");
        preferredOn = preferredOn == null ? Set.of() : Set.copyOf(preferredOn); // it may be silent
        files = Map.copyOf(present(files, "files"));
        check(
                (task == BundleInfo.Task.OUTPAINT) == outpaint.isPresent(),
                "a section \"outpaint\" belongs to the task outpaint, and to no other");
        check(
                (task == BundleInfo.Task.UPSCALE) == upscale.isPresent(),
                "a section \"upscale\" belongs to the task upscale, and to no other");
        check(
                (task == BundleInfo.Task.COLOURISE || task == BundleInfo.Task.STYLE)
                        == image.isPresent(),
                "a section \"image\" belongs to the tasks colourise and style, and to no other");
        check(
                (task == BundleInfo.Task.COLOURISE)
                        == (image.isPresent() && image.get().side() > 0),
                "image.side is of the task colourise, and of no other");
    }

    private static <T> T present(@Nullable T value, String name) {
        return requireNonNull(value, () -> name + " is missing");
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /**
     * What callers may know.
     *
     * @param levels how often this worker makes a canvas again at twice the size
     * @param levelStart level of noise that these start from
     */
    public BundleInfo info(int levels, double levelStart) {
        return new BundleInfo(
                name,
                version,
                task,
                licence,
                outpaint.map(o -> o.defaults().steps()).orElse(0),
                outpaint.map(o -> o.limits().steps()).orElse(0),
                upscale.map(Upscale::factor).orElse(1),
                outpaint.flatMap(Outpaint::text).isPresent(),
                outpaint.map(o -> o.denoising(levels, levelStart)),
                upscale.map(u -> new Cost.Tiling(u.factor(), u.reach()))
                        .or(() -> image.filter(i -> i.side() == 0).map(Image::tiling)));
    }

    /** {@link #info(int, double)} of a worker that makes no canvas again. */
    public BundleInfo info() {
        return info(0, 1);
    }
}
