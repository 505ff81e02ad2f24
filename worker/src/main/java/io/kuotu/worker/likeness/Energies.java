package io.kuotu.worker.likeness;

/**
 * How strong edges are on average, by octave and orientation, over some pixels. Mutable: who sums
 * owns it.
 */
final class Energies {
    private final double[] sums = new double[Octave.COUNT * Octave.ORIENTATIONS];
    private final double[] squares = new double[Octave.COUNT];
    private final int[] pixels = new int[Octave.COUNT];

    void add(Octave octave, int i) {
        add(octave.scale(), octave.strength()[i], octave.orientation()[i]);
    }

    void add(int scale, float strength, float orientation) {
        int low = Math.min((int) orientation, Octave.ORIENTATIONS - 1);
        float share = orientation - low;
        int row = scale * Octave.ORIENTATIONS;
        sums[row + low] += strength * (1 - share);
        sums[row + (low + 1) % Octave.ORIENTATIONS] += strength * share;
        squares[scale] += strength * strength;
        pixels[scale]++;
    }

    /** Pixels of the finest octave that were added. */
    int pixels() {
        return pixels[0];
    }

    /** Mean strength, L* a pixel; an octave that has no pixel is like the one before it. */
    double mean(int octave, int orientation) {
        int scale = known(octave);
        return sums[scale * Octave.ORIENTATIONS + orientation] / Math.max(1, pixels[scale]);
    }

    /** Mean square by square of the mean: 1 where all edges are equally strong, more where few. */
    double sparsity(int octave) {
        int scale = known(octave);
        double mean = 0;
        for (int o = 0; o < Octave.ORIENTATIONS; o++) {
            mean += mean(scale, o);
        }
        double square = squares[scale] / Math.max(1, pixels[scale]);
        return mean < 1e-6 ? 1 : square / (mean * mean);
    }

    private int known(int octave) {
        int scale = octave;
        while (scale > 0 && pixels[scale] == 0) {
            scale--;
        }
        return scale;
    }
}
