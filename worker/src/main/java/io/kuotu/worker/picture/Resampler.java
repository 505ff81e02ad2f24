package io.kuotu.worker.picture;

import java.util.stream.IntStream;

/**
 * Lanczos resampling with three lobes, separable; when it shrinks, the kernel widens with it, so
 * nothing aliases. Pixels have their centres at halves; beyond the edge the edge repeats. Rows run
 * in parallel on the common pool.
 */
public final class Resampler {
    private static final double LOBES = 3;

    private Resampler() {}

    /**
     * A part of one axis, in px of the source.
     *
     * @param from where the first result pixel begins
     * @param step how far each goes
     * @param count result pixels
     */
    public record Axis(double from, double step, int count) {
        /** All of an axis of {@code size} px, as {@code count} px. */
        public static Axis whole(int size, int count) {
            return new Axis(0, (double) size / count, count);
        }
    }

    public static Planes resample(RowSource source, Axis across, Axis down) {
        Taps columns = Taps.of(across, source.width());
        Taps rows = Taps.of(down, source.height());
        float[] narrow = narrowed(source, columns, rows.first(), rows.last());
        float[] out = new float[3 * across.count() * down.count()];
        IntStream.range(0, down.count())
                .parallel()
                .forEach(y -> blendRows(narrow, rows, y, across.count(), down.count(), out));
        return new Planes(across.count(), down.count(), out);
    }

    /** The rows that are needed, at their final width: [row][channel][column]. */
    private static float[] narrowed(RowSource source, Taps columns, int first, int last) {
        int width = columns.count();
        float[] out = new float[Math.multiplyExact(last - first + 1, 3 * width)];
        IntStream.rangeClosed(first, last)
                .parallel()
                .forEach(
                        y -> {
                            float[] row = new float[3 * source.width()];
                            source.row(y, row);
                            for (int c = 0; c < 3; c++) {
                                for (int x = 0; x < width; x++) {
                                    out[((y - first) * 3 + c) * width + x] =
                                            columns.sum(row, c * source.width(), x);
                                }
                            }
                        });
        return out;
    }

    private static void blendRows(
            float[] narrow, Taps rows, int y, int width, int height, float[] out) {
        for (int c = 0; c < 3; c++) {
            int to = (c * height + y) * width;
            for (int k = 0; k < rows.taps(); k++) {
                float weight = rows.weight(y, k);
                int from = ((rows.index(y, k) - rows.first()) * 3 + c) * width;
                for (int x = 0; x < width; x++) {
                    out[to + x] += weight * narrow[from + x];
                }
            }
        }
    }

    /** Which source pixels make each result pixel, and how much of each. */
    private static final class Taps {
        private final int count;
        private final int taps;
        private final int[] indices;
        private final float[] weights;
        private final int first;
        private final int last;

        private Taps(int count, int taps, int[] indices, float[] weights) {
            this.count = count;
            this.taps = taps;
            this.indices = indices;
            this.weights = weights;
            this.first = IntStream.of(indices).min().orElse(0);
            this.last = IntStream.of(indices).max().orElse(0);
        }

        static Taps of(Axis axis, int size) {
            double scale = Math.max(1, axis.step());
            int taps = (int) Math.ceil(2 * LOBES * scale) + 1;
            int[] indices = new int[Math.multiplyExact(axis.count(), taps)];
            float[] weights = new float[indices.length];
            for (int i = 0; i < axis.count(); i++) {
                double centre = axis.from() + (i + 0.5) * axis.step();
                int start = (int) Math.floor(centre - LOBES * scale);
                fill(indices, weights, i * taps, taps, start, centre, scale, size);
            }
            return new Taps(axis.count(), taps, indices, weights);
        }

        private static void fill(
                int[] indices,
                float[] weights,
                int at,
                int taps,
                int start,
                double centre,
                double scale,
                int size) {
            double sum = 0;
            double[] raw = new double[taps];
            for (int k = 0; k < taps; k++) {
                raw[k] = lanczos((start + k + 0.5 - centre) / scale);
                sum += raw[k];
            }
            for (int k = 0; k < taps; k++) {
                indices[at + k] = Math.clamp(start + k, 0, size - 1);
                weights[at + k] = (float) (raw[k] / sum);
            }
        }

        private static double lanczos(double x) {
            if (x == 0) {
                return 1;
            }
            if (Math.abs(x) >= LOBES) {
                return 0;
            }
            double angle = Math.PI * x;
            return LOBES * Math.sin(angle) * Math.sin(angle / LOBES) / (angle * angle);
        }

        float sum(float[] row, int offset, int i) {
            float sum = 0;
            for (int k = i * taps; k < (i + 1) * taps; k++) {
                sum += weights[k] * row[offset + indices[k]];
            }
            return sum;
        }

        int index(int i, int k) {
            return indices[i * taps + k];
        }

        float weight(int i, int k) {
            return weights[i * taps + k];
        }

        int count() {
            return count;
        }

        int taps() {
            return taps;
        }

        int first() {
            return first;
        }

        int last() {
            return last;
        }
    }
}
