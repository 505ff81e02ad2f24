package io.kuotu.worker.enhance;

import io.kuotu.common.job.Retouch;
import io.kuotu.worker.picture.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What is asked for, as a list of stages in their order. Immutable; stages are pure. */
public final class Stages {
    private final Retouch retouch;
    private final long seed;
    private final Optional<Kept> kept;

    /**
     * @param retouch what is asked for
     * @param seed of the grain
     * @param kept what is not touched
     */
    public Stages(Retouch retouch, long seed, Optional<Kept> kept) {
        this.retouch = retouch;
        this.seed = seed;
        this.kept = kept;
    }

    /**
     * One of them.
     *
     * @param name as in manifests, beside the phases of a job
     * @param work from a picture to a new one
     */
    public record Stage(String name, Work work) {}

    /** Blocks; may be interrupted where a device does it. */
    @FunctionalInterface
    public interface Work {
        Picture apply(Picture picture) throws Exception;
    }

    /** What only models can do. */
    public interface Painters {
        /** Nothing here needs one. */
        Painters NONE =
                new Painters() {
                    @Override
                    public Picture coloured(Picture picture) {
                        throw new IllegalStateException("nothing colours here");
                    }

                    @Override
                    public Picture styled(Picture picture, String style) {
                        throw new IllegalStateException("nothing paints here");
                    }
                };

        Picture coloured(Picture picture) throws Exception;

        Picture styled(Picture picture, String style) throws Exception;
    }

    /** One after another. */
    public Picture apply(Picture picture, Painters painters) throws Exception {
        Picture now = picture;
        for (Stage stage : of(picture, painters)) {
            now = stage.work().apply(now);
        }
        return now;
    }

    /**
     * In order. Regions are those of the picture as it comes.
     *
     * @param source that the first stage gets
     */
    public List<Stage> of(Picture source, Painters painters) {
        Optional<RegionMap> regions =
                retouch.looksAtRegions() ? Optional.of(RegionMap.of(source)) : Optional.empty();
        List<Stage> stages = new ArrayList<>();
        if (retouch.denoise() > 0) {
            stages.add(new Stage("post-denoise", p -> denoised(p, regions)));
        }
        if (retouch.colourise()) {
            stages.add(new Stage("post-colourise", painters::coloured));
        }
        if (retouch.colour() > 0 || retouch.autoColour()) {
            stages.add(new Stage("post-colour", this::corrected));
        }
        if (retouch.sharpen() > 0) {
            stages.add(new Stage("post-sharpen", p -> sharpened(p, regions)));
        }
        retouch.style()
                .ifPresent(s -> stages.add(new Stage("post-style", p -> painters.styled(p, s))));
        if (retouch.grain() > 0) {
            stages.add(new Stage("post-grain", p -> grained(p, regions)));
        }
        return stages;
    }

    private static Share share(
            Optional<RegionMap> regions, Picture picture, ToDoubleFunction<Region> worth) {
        return regions.map(map -> map.share(picture, worth)).orElse(Share.ALL);
    }

    private Picture denoised(Picture picture, Optional<RegionMap> regions) {
        Share share = share(regions, picture, Region::denoise);
        NoiseLevel noise = NoiseLevel.of(picture);
        return Bands.map(
                picture, Denoiser.REACH, kept, new Denoiser(noise, retouch.denoise(), share));
    }

    private Picture sharpened(Picture picture, Optional<RegionMap> regions) {
        Share share = share(regions, picture, Region::sharpen);
        double noise = NoiseLevel.of(picture).lightness();
        return Bands.map(
                picture, Sharpener.REACH, kept, new Sharpener(noise, retouch.sharpen(), share));
    }

    private Picture grained(Picture picture, Optional<RegionMap> regions) {
        Share share = share(regions, picture, Region::grain);
        return Bands.map(picture, 0, kept, new Grain(seed, retouch.grain(), share));
    }

    /** Where something is kept, what is around it is brought towards it instead. */
    private Picture corrected(Picture picture) {
        if (kept.isPresent()) {
            double strength = retouch.autoColour() ? ColourMatch.AUTO : retouch.colour();
            return Bands.map(picture, 0, kept, new ColourMatch(picture, kept.get(), strength));
        }
        ColourCast cast = ColourCast.of(picture);
        double strength = retouch.autoColour() ? ColourCurves.auto(cast) : retouch.colour();
        return strength > 0 ? ColourCurves.of(cast, strength).applyTo(picture) : picture;
    }
}
