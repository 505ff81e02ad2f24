package io.kuotu.worker.prepare;

import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.Planes;
import io.kuotu.worker.picture.Resampler;
import io.kuotu.worker.picture.Resampler.Axis;
import io.kuotu.worker.picture.RowSource;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.WorkingCanvas;

/**
 * Makes the canvas that a model is given: the source at working size, mirrored outwards again and
 * again, and the mask of what is known.
 */
public final class CanvasMaker {
    private CanvasMaker() {}

    /**
     * @param source as decoded
     * @param geometry where it lies
     * @param factor px per latent cell
     */
    public static WorkingCanvas make(Picture source, WorkingGeometry geometry, int factor) {
        Planes small =
                Resampler.resample(
                        RowSource.of(source),
                        Axis.whole(source.width(), geometry.width()),
                        Axis.whole(source.height(), geometry.height()));
        return new WorkingCanvas(
                geometry.size(), mirrored(small, geometry), mask(geometry, factor));
    }

    private static float[] mirrored(Planes small, WorkingGeometry geometry) {
        CanvasSize size = geometry.size();
        float[] pixels = new float[3 * size.pixels()];
        for (int y = 0; y < size.height(); y++) {
            int sourceY = reflected(y - geometry.top(), geometry.height());
            for (int x = 0; x < size.width(); x++) {
                int sourceX = reflected(x - geometry.left(), geometry.width());
                for (int c = 0; c < 3; c++) {
                    pixels[(c * size.height() + y) * size.width() + x] =
                            Math.clamp(small.at(c, sourceX, sourceY), 0f, 1f);
                }
            }
        }
        return pixels;
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
