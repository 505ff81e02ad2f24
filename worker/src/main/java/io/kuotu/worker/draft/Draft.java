package io.kuotu.worker.draft;

import io.kuotu.worker.draft.Raster.Part;
import io.kuotu.worker.picture.Planes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Completes a picture from itself, from coarse to fine: at the coarsest size pixels are grown
 * outwards, then at each size patches of the source are matched and vote, some rounds; the last
 * vote copies. Structure goes on across the border, nothing new appears: what is new, the model
 * makes.
 *
 * <p>After Wexler, Shechtman, Irani (2007), Barnes et al. (2009) and Newson et al. (2014); rows of
 * the source pull towards their own height. Deterministic by seed. Blocks the calling thread for
 * some hundred milliseconds at working size.
 */
public final class Draft {
    /** The source's short side at the coarsest size is at least this, px. */
    private static final int COARSEST = 4 * Patches.RADIUS + 4;

    /**
     * Of the working size, the finest that is matched: what is finer drowns in the noise that the
     * draft is given, and would take as long as all the rest.
     */
    private static final int FINEST = 2;

    /** Of matching and voting, from the coarsest size on; finer ones as the last. */
    private static final int[] ROUNDS = {10, 6, 4, 3};

    /** At the coarsest size a vote counts less by this for each ring away from the source. */
    private static final double FADING = 1 / 1.3;

    private Draft() {}

    /**
     * @param source at working size
     * @param left column of the source in the canvas
     * @param top row of it
     * @param width of the canvas
     * @param height of it
     * @param seed of all that is random
     * @return the canvas, the source as it was; nothing where the source is too small for patches
     */
    public static Optional<Planes> of(
            Planes source, int left, int top, int width, int height, long seed) {
        Part known = new Part(left, top, left + source.width(), top + source.height());
        if (Math.min(known.width(), known.height()) < COARSEST) {
            return Optional.empty();
        }
        SplittableRandom random = new SplittableRandom(seed);
        Deque<Raster> sizes = sizes(source, width, height, known);
        Raster raster = sizes.pop();
        Growth.fill(raster, random);
        Field field = Field.random(raster, random);
        double fading = FADING;
        for (int size = 0; ; size++) {
            boolean finest = sizes.isEmpty();
            settle(field, ROUNDS[Math.min(size, ROUNDS.length - 1)], fading, finest, random);
            if (finest) {
                Raster whole = Raster.of(source, width, height, known);
                whole.fillFrom(raster);
                return Optional.of(whole.planes());
            }
            Raster finer = sizes.pop();
            finer.fillFrom(raster);
            field = field.on(finer);
            raster = finer;
            fading = Math.sqrt(fading); // half as much for each of twice as many rings
        }
    }

    private static void settle(
            Field field, int rounds, double fading, boolean finest, SplittableRandom random) {
        for (int round = 0; round < rounds; round++) {
            field.improve(finest ? 1 : 2, random);
            field.vote(fading, finest && round == rounds - 1);
        }
    }

    /** From coarse to fine; each is half the next. */
    private static Deque<Raster> sizes(Planes source, int width, int height, Part known) {
        Deque<Raster> sizes = new ArrayDeque<>();
        int side = Math.min(known.width(), known.height());
        for (int divisor = side >= FINEST * COARSEST ? FINEST : 1;
                side / divisor >= COARSEST;
                divisor *= 2) {
            int left = known.left() / divisor;
            int top = known.top() / divisor;
            Part part =
                    new Part(
                            left,
                            top,
                            left + known.width() / divisor,
                            top + known.height() / divisor);
            sizes.push(
                    Raster.of(
                            source,
                            Math.max(part.right(), Math.ceilDiv(width, divisor)),
                            Math.max(part.bottom(), Math.ceilDiv(height, divisor)),
                            part));
        }
        return sizes;
    }
}
