package io.kuotu.worker.enhance;

/**
 * Filters that go along rows, then along columns; beyond the ends the ends repeat.
 *
 * @param width of what is filtered
 * @param height of what is filtered
 */
record Lines(int width, int height) {
    /** {@code taps} is odd in number and sums up to 1. */
    float[] blurred(float[] values, float[] taps) {
        int reach = taps.length / 2;
        float[] across = new float[values.length];
        float[] down = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            int row = i / width * width;
            float sum = 0;
            for (int k = -reach; k <= reach; k++) {
                sum += taps[k + reach] * values[row + Math.clamp(i - row + k, 0, width - 1)];
            }
            across[i] = sum;
        }
        for (int y = 0; y < height; y++) {
            for (int k = -reach; k <= reach; k++) {
                int from = Math.clamp(y + k, 0, height - 1) * width;
                float tap = taps[k + reach];
                for (int x = 0; x < width; x++) {
                    down[y * width + x] += tap * across[from + x];
                }
            }
        }
        return down;
    }

    /** The most ({@code sign} 1) or least (-1) within {@code reach} px. */
    float[] extreme(float[] values, int reach, int sign) {
        float[] across = new float[values.length];
        float[] down = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            int row = i / width * width;
            float most = sign * values[i];
            for (int k = -reach; k <= reach; k++) {
                most = Math.max(most, sign * values[row + Math.clamp(i - row + k, 0, width - 1)]);
            }
            across[i] = most;
        }
        for (int y = 0; y < height; y++) {
            System.arraycopy(across, y * width, down, y * width, width);
            for (int k = -reach; k <= reach; k++) {
                int from = Math.clamp(y + k, 0, height - 1) * width;
                for (int x = 0; x < width; x++) {
                    int to = y * width + x;
                    down[to] = Math.max(down[to], across[from + x]);
                }
            }
        }
        for (int i = 0; i < down.length; i++) {
            down[i] *= sign;
        }
        return down;
    }

    /** Means over squares of {@code 2 * reach + 1} px; what is beyond the edge does not count. */
    float[] mean(float[] values, int reach) {
        double[] sums = new double[(width + 1) * (height + 1)];
        for (int y = 0; y < height; y++) {
            double row = 0;
            for (int x = 0; x < width; x++) {
                row += values[y * width + x];
                sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
            }
        }
        float[] means = new float[values.length];
        for (int y = 0; y < height; y++) {
            int top = Math.max(0, y - reach) * (width + 1);
            int bottom = Math.min(height, y + reach + 1) * (width + 1);
            for (int x = 0; x < width; x++) {
                int left = Math.max(0, x - reach);
                int right = Math.min(width, x + reach + 1);
                double sum =
                        sums[bottom + right]
                                - sums[bottom + left]
                                - sums[top + right]
                                + sums[top + left];
                int count = (right - left) * ((bottom - top) / (width + 1));
                means[y * width + x] = (float) (sum / count);
            }
        }
        return means;
    }
}
