package io.kuotu.worker.enhance;

import io.kuotu.worker.picture.Picture;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a picture, as lightness and two of colour (BT.601, full range), 0 to 255; colour is
 * 0 where there is none. One thread's.
 */
final class Band {
    /** Of red, green, blue in lightness. */
    static final float RED = 0.299f;

    static final float GREEN = 0.587f;
    static final float BLUE = 0.114f;

    /** (blue - lightness) to Cb and (red - lightness) to Cr, so that both are within 127. */
    static final float TO_CB = 0.564f;

    static final float TO_CR = 0.713f;

    private final int width;
    private final int rows;
    private final int top;
    private final float[] lightness;
    private final float[] cb;
    private final float[] cr;

    private Band(int width, int rows, int top, float[] lightness, float[] cb, float[] cr) {
        this.width = width;
        this.rows = rows;
        this.top = top;
        this.lightness = lightness;
        this.cb = cb;
        this.cr = cr;
    }

    /**
     * @param top row of the picture that is the band's first; rows beyond the picture repeat its
     *     edge
     */
    static Band of(Picture picture, int top, int rows) {
        int width = picture.width();
        Band band =
                new Band(
                        width,
                        rows,
                        top,
                        new float[width * rows],
                        new float[width * rows],
                        new float[width * rows]);
        byte[] rgb = picture.rgb();
        for (int row = 0; row < rows; row++) {
            int from = Math.clamp(top + row, 0, picture.height() - 1) * width;
            for (int x = 0; x < width; x++) {
                band.set(
                        row * width + x,
                        rgb[3 * (from + x)] & 0xFF,
                        rgb[3 * (from + x) + 1] & 0xFF,
                        rgb[3 * (from + x) + 2] & 0xFF);
            }
        }
        return band;
    }

    private void set(int i, float red, float green, float blue) {
        float y = RED * red + GREEN * green + BLUE * blue;
        lightness[i] = y;
        cb[i] = TO_CB * (blue - y);
        cr[i] = TO_CR * (red - y);
    }

    Band copy() {
        return new Band(width, rows, top, lightness.clone(), cb.clone(), cr.clone());
    }

    int width() {
        return width;
    }

    int rows() {
        return rows;
    }

    /** Row of the picture. */
    int top() {
        return top;
    }

    /** Row by row; whoever has the band may write to them. */
    float[] lightness() {
        return lightness;
    }

    float[] cb() {
        return cb;
    }

    float[] cr() {
        return cr;
    }

    /**
     * Adds what makes this band differ from {@code before} to the bytes of its rows: what did not
     * change stays, byte for byte.
     *
     * @param first row of the band
     * @param end after the last
     */
    void addTo(byte[] rgb, int height, Band before, int first, int end, @Nullable Kept kept) {
        for (int row = first; row < end && top + row < height; row++) {
            for (int x = 0; x < width; x++) {
                if (kept == null || !kept.has(x, top + row)) {
                    int i = row * width + x;
                    add(
                            rgb,
                            3 * ((top + row) * width + x),
                            lightness[i] - before.lightness[i],
                            cb[i] - before.cb[i],
                            cr[i] - before.cr[i]);
                }
            }
        }
    }

    private static void add(byte[] rgb, int at, float y, float cb, float cr) {
        float red = y + cr / TO_CR;
        float blue = y + cb / TO_CB;
        float green = (y - RED * red - BLUE * blue) / GREEN;
        rgb[at] = moved(rgb[at], red);
        rgb[at + 1] = moved(rgb[at + 1], green);
        rgb[at + 2] = moved(rgb[at + 2], blue);
    }

    private static byte moved(byte value, float by) {
        return (byte) Math.clamp(Math.round((value & 0xFF) + by), 0, 255);
    }
}
