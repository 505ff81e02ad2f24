package io.kuotu.worker.enhance;

import io.kuotu.worker.picture.Picture;

/**
 * What the light of a picture seems to be, told in two ways: its mean (the world is grey) and its
 * brightest parts (the brightest is white); in linear light, sum 1. Where the two say the same it
 * is a cast; where not, it is what the picture shows.
 *
 * @param light red, green, blue: between both, nearer to the whites
 * @param agreement 1 where both say the same and a light may have that colour; 0 where they are
 *     {@link #APART} degrees apart, or it is that of a meadow
 * @param darkest lightness that one pixel in two hundred is below, 0 to 255
 * @param lightest lightness that one pixel in two hundred is above
 */
@SuppressWarnings("ArrayRecordComponent") // three numbers; nobody compares them
record ColourCast(double[] light, double agreement, int darkest, int lightest) {
    /** Degrees between two lights that have nothing to do with each other. */
    static final double APART = 8;

    /** Degrees from white: up to there any light is one; from twice that on, none is. */
    private static final double LIKELY = 12;

    private static final int MOST_SAMPLES = 1 << 18;

    /** A blue sky moves the mean, not the clouds: to follow it would make those yellow. */
    private static final double WHITES_SAY = 0.8;

    private static final double WHITE_SHARE = 0.03;
    private static final double TAIL = 0.005;
    private static final int CLIPPED = 250;
    private static final int BLACK = 4;

    static ColourCast of(Picture picture) {
        Counts counts = new Counts();
        long pixels = (long) picture.width() * picture.height();
        long every = Math.max(1, pixels / MOST_SAMPLES);
        for (long i = 0; i < pixels; i += every) {
            counts.add(picture.rgb(), (int) (3 * i));
        }
        double[] mean = counts.mean();
        double[] white = counts.white();
        double[] middle = new double[3];
        for (int c = 0; c < 3; c++) {
            middle[c] = (1 - WHITES_SAY) * mean[c] + WHITES_SAY * white[c];
        }
        double apart = Math.toDegrees(Math.acos(Math.min(1, cosine(mean, white))));
        return new ColourCast(
                middle,
                Math.clamp(1 - apart / APART, 0, 1) * likely(middle),
                counts.lightnessAbove(TAIL),
                counts.lightnessAbove(1 - TAIL));
    }

    private static double likely(double[] light) {
        double[] white = {1, 1, 1};
        double away = Math.toDegrees(Math.acos(Math.min(1, cosine(light, white))));
        return Math.clamp(2 - away / LIKELY, 0, 1);
    }

    private static double cosine(double[] a, double[] b) {
        double dot = a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
        return dot / (length(a) * length(b));
    }

    private static double length(double[] v) {
        return Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    }

    /** sRGB, 0 to 255, to linear light, 0 to 1. */
    static double linear(double level) {
        double v = level / 255;
        return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
    }

    /** And back. */
    static double level(double linear) {
        double v = linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.pow(linear, 1 / 2.4) - 0.055;
        return 255 * v;
    }

    /** What is added up; pixels that are clipped or black say nothing of the light. */
    private static final class Counts {
        private final long[][] levels = new long[3][256];
        private final long[] lightness = new long[256];
        private long told;
        private long all;

        void add(byte[] rgb, int at) {
            int red = rgb[at] & 0xFF;
            int green = rgb[at + 1] & 0xFF;
            int blue = rgb[at + 2] & 0xFF;
            lightness[Math.round(Band.RED * red + Band.GREEN * green + Band.BLUE * blue)]++;
            all++;
            int most = Math.max(red, Math.max(green, blue));
            if (most < CLIPPED && most > BLACK) {
                levels[0][red]++;
                levels[1][green]++;
                levels[2][blue]++;
                told++;
            }
        }

        double[] mean() {
            double[] mean = new double[3];
            for (int c = 0; c < 3; c++) {
                for (int v = 0; v < 256; v++) {
                    mean[c] += levels[c][v] * linear(v);
                }
            }
            return shares(mean);
        }

        double[] white() {
            double[] white = new double[3];
            for (int c = 0; c < 3; c++) {
                white[c] = linear(above(levels[c], told, 1 - WHITE_SHARE));
            }
            return shares(white);
        }

        int lightnessAbove(double share) {
            return above(lightness, all, share);
        }

        private static int above(long[] histogram, long count, double share) {
            long below = 0;
            for (int v = 0; v < 256; v++) {
                below += histogram[v];
                if (below > share * count) {
                    return v;
                }
            }
            return 255;
        }

        private static double[] shares(double[] values) {
            double sum = values[0] + values[1] + values[2];
            double[] shares = new double[3];
            for (int c = 0; c < 3; c++) {
                shares[c] = sum > 0 ? Math.max(values[c] / sum, 0.01) : 1.0 / 3;
            }
            return shares;
        }
    }
}
