package io.kuotu.worker.djl;

import io.kuotu.worker.pipeline.Noise;

/**
 * Blobs of noise: grey ones of every size down to a px, fainter coloured ones that are large. A
 * picture of nothing, with about the contrasts of photographs; small colours would make a map that
 * sees colours in every texture. The same seed gives the same picture.
 */
final class MadeUpPicture {
    /** Sizes of blobs, as shares of the side: 2^-1 to 2^-octaves. */
    private static final int OCTAVES = 5;

    private static final int OCTAVES_OF_COLOUR = 2;
    private static final double CONTRAST = 0.2;
    private static final double CONTRAST_OF_COLOUR = 0.12;
    private static final double CONTRAST_OF_GRAIN = 0.1;
    private static final double SMALLER_IS_FAINTER = 0.87;

    private final int side;
    private final long seed;
    private int stream;

    private MadeUpPicture(int side, long seed) {
        this.side = side;
        this.seed = seed;
    }

    /** RGB in [0, 1], three planes of rows; {@code side} px wide and high. */
    static float[] of(int side, long seed) {
        return new MadeUpPicture(side, seed).picture();
    }

    private float[] picture() {
        float[] grey = field(OCTAVES, CONTRAST);
        add(grey, side / 2, CONTRAST_OF_GRAIN);
        add(grey, side, CONTRAST_OF_GRAIN);
        float[] picture = new float[3 * side * side];
        for (int c = 0; c < 3; c++) {
            float[] colour = field(OCTAVES_OF_COLOUR, CONTRAST_OF_COLOUR);
            for (int i = 0; i < grey.length; i++) {
                picture[c * grey.length + i] = Math.clamp(0.5f + grey[i] + colour[i], 0f, 1f);
            }
        }
        return picture;
    }

    /** Around 0, the whole a little lighter or darker. */
    private float[] field(int octaves, double contrast) {
        float[] field = new float[side * side];
        double strength = contrast;
        add(field, 1, strength);
        for (int octave = 1; octave <= octaves; octave++) {
            add(field, 1 << octave, strength);
            strength *= SMALLER_IS_FAINTER;
        }
        return field;
    }

    /** A grid of random values, so many a side and one more, linearly between them. */
    private void add(float[] field, int cells, double strength) {
        float[] grid = Noise.gaussian(seed, stream++, (cells + 1) * (cells + 1));
        for (int y = 0; y < side; y++) {
            float down = (float) y * cells / side;
            for (int x = 0; x < side; x++) {
                float across = (float) x * cells / side;
                field[y * side + x] += (float) strength * between(grid, cells + 1, across, down);
            }
        }
    }

    private static float between(float[] grid, int columns, float across, float down) {
        int at = ((int) down) * columns + (int) across;
        float right = across - (int) across;
        float below = down - (int) down;
        float upper = grid[at] * (1 - right) + grid[at + 1] * right;
        float lower = grid[at + columns] * (1 - right) + grid[at + columns + 1] * right;
        return upper * (1 - below) + lower * below;
    }
}
