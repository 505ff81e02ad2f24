package io.kuotu.worker.enhance;

import io.kuotu.worker.picture.Picture;

/**
 * Takes a cast away and stretches the contrast, both in bounds: a curve for each of red, green and
 * blue, so the same colour becomes the same wherever it is. Immutable.
 */
final class ColourCurves {
    /** No colour is made stronger or weaker than that, in linear light. */
    private static final double MOST_GAIN = 1.4;

    /** Levels that the ends of the scale move at most. */
    private static final int MOST_STRETCH = 24;

    /** Of full strength, where the picture chooses and both lights agree. */
    private static final double AUTO = 0.8;

    private final byte[][] curves;

    private ColourCurves(byte[][] curves) {
        this.curves = curves;
    }

    /** The strength that a picture gets which was not told one. */
    static double auto(ColourCast cast) {
        return AUTO * cast.agreement();
    }

    /**
     * @param strength 0 to 1
     */
    static ColourCurves of(ColourCast cast, double strength) {
        double[] gains = gains(cast, strength);
        double low = strength * Math.min(MOST_STRETCH, cast.darkest());
        double high = 255 - strength * Math.min(MOST_STRETCH, 255 - cast.lightest());
        byte[][] curves = new byte[3][256];
        for (int c = 0; c < 3; c++) {
            for (int v = 0; v < 256; v++) {
                double level = ColourCast.level(Math.min(1, gains[c] * ColourCast.linear(v)));
                double stretched = (level - low) * 255 / (high - low);
                curves[c][v] = (byte) Math.clamp(Math.round(stretched), 0, 255);
            }
        }
        return new ColourCurves(curves);
    }

    /** In linear light; together they leave grey as light as it is. */
    private static double[] gains(ColourCast cast, double strength) {
        double[] gains = new double[3];
        for (int c = 0; c < 3; c++) {
            double full = 1 / (3 * cast.light()[c]);
            gains[c] = Math.pow(Math.clamp(full, 1 / MOST_GAIN, MOST_GAIN), strength);
        }
        double lightness = 0.2126 * gains[0] + 0.7152 * gains[1] + 0.0722 * gains[2];
        for (int c = 0; c < 3; c++) {
            gains[c] /= lightness;
        }
        return gains;
    }

    Picture applyTo(Picture picture) {
        byte[] rgb = picture.rgb().clone();
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = curves[i % 3][rgb[i] & 0xFF];
        }
        return new Picture(
                picture.width(),
                picture.height(),
                rgb,
                picture.alpha(),
                picture.profile().orElse(null));
    }
}
