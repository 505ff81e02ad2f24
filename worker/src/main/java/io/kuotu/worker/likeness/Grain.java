package io.kuotu.worker.likeness;

import io.kuotu.common.job.Canvas;
import io.kuotu.worker.picture.Picture;

/**
 * How strong edges are at a picture's own scale, where a glance is too coarse to see them:
 * gradients of luma over one px and over two, at some pixels of each square. Transparency does not
 * count.
 */
final class Grain {
    /** How many scales there are. */
    static final int SCALES = 2;

    /** Pixels that are looked at along each side of a square. */
    private static final int SAMPLES = 12;

    private static final double LIGHTNESS = 100 / 255.0; // about as L* is

    private final Picture picture;
    private final Canvas canvas;
    private final double scaleX;
    private final double scaleY;

    /**
     * @param picture the whole canvas
     * @param canvas where the source lies in it
     * @param glance at it
     */
    Grain(Picture picture, Canvas canvas, Glance glance) {
        this.picture = picture;
        this.canvas = canvas;
        this.scaleX = (double) picture.width() / glance.width();
        this.scaleY = (double) picture.height() / glance.height();
    }

    /**
     * Of one square of the glance.
     *
     * @param column of the square
     * @param row of the square
     * @param made whether what was made counts, else the source
     */
    Energies of(int column, int row, boolean made) {
        Energies energies = new Energies();
        for (int j = 0; j < SAMPLES; j++) {
            int y = (int) ((row + (j + 0.5) / SAMPLES) * Cells.SIDE * scaleY);
            for (int i = 0; i < SAMPLES; i++) {
                int x = (int) ((column + (i + 0.5) / SAMPLES) * Cells.SIDE * scaleX);
                for (int scale = 0; scale < SCALES; scale++) {
                    add(energies, scale, x, y, made);
                }
            }
        }
        return energies;
    }

    private void add(Energies energies, int scale, int x, int y, boolean made) {
        int step = 1 + scale;
        if (isOn(x - step, y, made)
                && isOn(x + step, y, made)
                && isOn(x, y - step, made)
                && isOn(x, y + step, made)) {
            double across = (luma(x + step, y) - luma(x - step, y)) * LIGHTNESS / (2 * step);
            double down = (luma(x, y + step) - luma(x, y - step)) * LIGHTNESS / (2 * step);
            energies.add(
                    scale,
                    (float) Math.sqrt(across * across + down * down),
                    Octave.orientation((float) across, (float) down));
        }
    }

    private boolean isOn(int x, int y, boolean made) {
        if (x < 0 || y < 0 || x >= picture.width() || y >= picture.height()) {
            return false;
        }
        boolean inside =
                x >= canvas.left()
                        && x < canvas.left() + canvas.sourceWidth()
                        && y >= canvas.top()
                        && y < canvas.top() + canvas.sourceHeight();
        return inside != made;
    }

    private double luma(int x, int y) {
        int at = 3 * (y * picture.width() + x);
        byte[] rgb = picture.rgb();
        return 0.299 * (rgb[at] & 0xFF)
                + 0.587 * (rgb[at + 1] & 0xFF)
                + 0.114 * (rgb[at + 2] & 0xFF);
    }
}
