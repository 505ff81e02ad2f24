package io.kuotu.worker.finish;

import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.Planes;
import io.kuotu.worker.picture.Resampler;
import io.kuotu.worker.picture.Resampler.Axis;
import io.kuotu.worker.prepare.WorkingGeometry;

/** A picture that was made anew, all of it, at its own size again. */
public final class Recreated {
    private static final int BAND = 128; // rows at once: planes of a whole picture are large

    private Recreated() {}

    /**
     * By resampling alone. Transparency and colour profile are those of the picture before.
     *
     * @param made the working canvas, near [0, 1]
     * @param geometry of it; its canvas is the picture's own
     * @param before the picture that it was made of
     */
    public static Picture of(Planes made, WorkingGeometry geometry, Picture before) {
        int width = before.width();
        int height = before.height();
        byte[] rgb = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
        double across = (double) geometry.width() / width;
        double down = (double) geometry.height() / height;
        for (int top = 0; top < height; top += BAND) {
            int rows = Math.min(BAND, height - top);
            Planes band =
                    Resampler.resample(
                            made,
                            new Axis(geometry.left(), across, width),
                            new Axis(geometry.top() + top * down, down, rows));
            fill(rgb, band, top);
        }
        return new Picture(width, height, rgb, before.alpha(), before.profile().orElse(null));
    }

    private static void fill(byte[] rgb, Planes band, int top) {
        for (int y = 0; y < band.height(); y++) {
            for (int x = 0; x < band.width(); x++) {
                int at = 3 * ((top + y) * band.width() + x);
                for (int c = 0; c < 3; c++) {
                    rgb[at + c] = (byte) Math.round(255 * Math.clamp(band.at(c, x, y), 0f, 1f));
                }
            }
        }
    }
}
