package io.kuotu.worker.draft;

import io.kuotu.worker.picture.Planes;
import io.kuotu.worker.picture.Resampler;
import io.kuotu.worker.picture.Resampler.Axis;

/**
 * A small RGB picture in [0, 1], pixel by pixel, of which one rectangle is known. Owned by whoever
 * made it; mutable.
 */
final class Raster {
    final int width;
    final int height;
    final Part known;

    /** Red, green and blue of a pixel beside each other, rows from the top. */
    final float[] rgb;

    /** A rectangle in px: [left, right) x [top, bottom). */
    record Part(int left, int top, int right, int bottom) {
        int width() {
            return right - left;
        }

        int height() {
            return bottom - top;
        }

        boolean contains(int x, int y) {
            return x >= left && x < right && y >= top && y < bottom;
        }

        /** Without its outermost {@code by} px on each side. */
        Part shrunk(int by) {
            return new Part(left + by, top + by, right - by, bottom - by);
        }

        /** How many px a place lies outside, as a king walks. */
        int ringOf(int x, int y) {
            int across = Math.max(Math.max(left - x, x - right + 1), 0);
            int down = Math.max(Math.max(top - y, y - bottom + 1), 0);
            return Math.max(across, down);
        }
    }

    private Raster(int width, int height, Part known, float[] rgb) {
        this.width = width;
        this.height = height;
        this.known = known;
        this.rgb = rgb;
    }

    /**
     * Black but for the source.
     *
     * @param source of any size; scaled to the known part
     */
    static Raster of(Planes source, int width, int height, Part known) {
        Raster raster = new Raster(width, height, known, new float[3 * width * height]);
        Planes fitting =
                Resampler.resample(
                        source,
                        Axis.whole(source.width(), known.width()),
                        Axis.whole(source.height(), known.height()));
        for (int y = 0; y < known.height(); y++) {
            for (int x = 0; x < known.width(); x++) {
                int at = raster.at(known.left() + x, known.top() + y);
                for (int c = 0; c < 3; c++) {
                    raster.rgb[at + c] = Math.clamp(fitting.at(c, x, y), 0f, 1f);
                }
            }
        }
        return raster;
    }

    /** Outside of the known part, what a coarser raster of the same picture has there. */
    void fillFrom(Raster coarse) {
        Planes enlarged =
                Resampler.resample(
                        coarse.planes(),
                        Axis.whole(coarse.width, width),
                        Axis.whole(coarse.height, height));
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                if (!known.contains(x, y)) {
                    for (int c = 0; c < 3; c++) {
                        rgb[at(x, y) + c] = Math.clamp(enlarged.at(c, x, y), 0f, 1f);
                    }
                }
            }
        }
    }

    int at(int x, int y) {
        return 3 * (y * width + x);
    }

    Planes planes() {
        float[] planes = new float[rgb.length];
        int size = width * height;
        for (int i = 0; i < size; i++) {
            for (int c = 0; c < 3; c++) {
                planes[c * size + i] = rgb[3 * i + c];
            }
        }
        return new Planes(width, height, planes);
    }
}
