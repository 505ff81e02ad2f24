package io.kuotu.worker.prepare;

import io.kuotu.worker.draft.Draft;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.Planes;
import io.kuotu.worker.picture.Resampler;
import io.kuotu.worker.picture.Resampler.Axis;
import io.kuotu.worker.picture.RowSource;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.WorkingCanvas;
import java.util.Arrays;

/**
 * Makes the canvas that a model is given: the source at working size, gone on with in some way, and
 * the mask of what is known.
 */
public final class CanvasMaker {
    /**
     * Up and down the mirror image is as much as so many times as high: a plain one shows a second
     * horizon in the sky where a margin is wide, and the model believes it.
     */
    private static final double STRETCH = 2;

    private CanvasMaker() {}

    /**
     * The source, gone on with from its own patches; mirrored where it is too small for patches.
     *
     * @param source as decoded
     * @param geometry where it lies
     * @param factor px per latent cell
     * @param seed of the draft
     */
    public static WorkingCanvas drafted(
            Picture source, WorkingGeometry geometry, int factor, long seed) {
        Planes small = small(source, geometry);
        CanvasSize size = geometry.size();
        float[] pixels =
                Draft.of(small, geometry.left(), geometry.top(), size.width(), size.height(), seed)
                        .map(Planes::values)
                        .orElseGet(() -> mirrored(small, geometry));
        return new WorkingCanvas(size, pixels, mask(geometry, factor));
    }

    /**
     * The source, mirrored outwards.
     *
     * @param source as decoded
     * @param geometry where it lies
     * @param factor px per latent cell
     */
    public static WorkingCanvas mirrored(Picture source, WorkingGeometry geometry, int factor) {
        return new WorkingCanvas(
                geometry.size(),
                mirrored(small(source, geometry), geometry),
                mask(geometry, factor));
    }

    /**
     * A picture that is to be made anew, all of it: nothing is known, the model is shown it as it
     * is shown drafts. Beyond its edges, where the working canvas ends later, it is mirrored.
     *
     * @param picture as decoded
     * @param geometry of a canvas that is the picture's own
     * @param factor px per latent cell
     */
    public static WorkingCanvas whole(Picture picture, WorkingGeometry geometry, int factor) {
        CanvasSize size = geometry.size();
        float[] mask = new float[size.width() / factor * (size.height() / factor)];
        Arrays.fill(mask, 1);
        return new WorkingCanvas(size, mirrored(small(picture, geometry), geometry), mask);
    }

    /**
     * The canvas of a finer level: the source at that size, around it what was made before.
     *
     * @param source as decoded
     * @param geometry of the finer level
     * @param coarse picture of the whole canvas of the level before
     * @param factor px per latent cell
     */
    public static WorkingCanvas finer(
            Picture source, WorkingGeometry geometry, Planes coarse, int factor) {
        CanvasSize size = geometry.size();
        Planes canvas =
                Resampler.resample(
                        coarse,
                        Axis.whole(coarse.width(), size.width()),
                        Axis.whole(coarse.height(), size.height()));
        paste(small(source, geometry), canvas, geometry);
        return new WorkingCanvas(size, clamped(canvas.values()), mask(geometry, factor));
    }

    private static Planes small(Picture source, WorkingGeometry geometry) {
        return Resampler.resample(
                RowSource.of(source),
                Axis.whole(source.width(), geometry.width()),
                Axis.whole(source.height(), geometry.height()));
    }

    private static void paste(Planes small, Planes canvas, WorkingGeometry geometry) {
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < small.height(); y++) {
                System.arraycopy(
                        small.values(),
                        (c * small.height() + y) * small.width(),
                        canvas.values(),
                        (c * canvas.height() + geometry.top() + y) * canvas.width()
                                + geometry.left(),
                        small.width());
            }
        }
    }

    private static float[] clamped(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.clamp(values[i], 0f, 1f);
        }
        return values;
    }

    private static float[] mirrored(Planes small, WorkingGeometry geometry) {
        CanvasSize size = geometry.size();
        float[] pixels = new float[3 * size.pixels()];
        for (int y = 0; y < size.height(); y++) {
            double row = stretched(y - geometry.top(), geometry.height());
            int above = (int) row;
            int below = Math.min(above + 1, geometry.height() - 1);
            float share = (float) (row - above);
            for (int x = 0; x < size.width(); x++) {
                int sourceX = reflected(x - geometry.left(), geometry.width());
                for (int c = 0; c < 3; c++) {
                    float value =
                            (1 - share) * small.at(c, sourceX, above)
                                    + share * small.at(c, sourceX, below);
                    pixels[(c * size.height() + y) * size.width() + x] = Math.clamp(value, 0f, 1f);
                }
            }
        }
        return pixels;
    }

    /**
     * The row in [0, length - 1] that is shown at {@code at}: itself within the source; above and
     * below a mirror that also stretches, see {@link #STRETCH}.
     */
    static double stretched(int at, int length) {
        if (at >= 0 && at < length) {
            return at;
        }
        double beyond = (at < 0 ? -at - 0.5 : at - length + 0.5) / STRETCH - 0.5;
        double phase = Math.max(0, beyond) % (2.0 * length);
        double row = phase <= length - 1 ? phase : Math.max(0, 2.0 * length - 1 - phase);
        return at < 0 ? Math.min(row, length - 1) : length - 1 - Math.min(row, length - 1);
    }

    /**
     * The place in [0, length) that a mirror at each end shows at {@code at}; the edge pixel
     * appears twice.
     */
    static int reflected(int at, int length) {
        int phase = Math.floorMod(at, 2 * length);
        return phase < length ? phase : 2 * length - 1 - phase;
    }

    /** A cell is known where all of its pixels are the source's. */
    private static float[] mask(WorkingGeometry geometry, int factor) {
        int columns = geometry.size().width() / factor;
        int rows = geometry.size().height() / factor;
        float[] mask = new float[columns * rows];
        for (int row = 0; row < rows; row++) {
            boolean inside =
                    row * factor >= geometry.top()
                            && (row + 1) * factor <= geometry.top() + geometry.height();
            for (int column = 0; column < columns; column++) {
                boolean known =
                        inside
                                && column * factor >= geometry.left()
                                && (column + 1) * factor <= geometry.left() + geometry.width();
                mask[row * columns + column] = known ? 0 : 1;
            }
        }
        return mask;
    }
}
