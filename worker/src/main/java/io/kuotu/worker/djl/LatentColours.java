package io.kuotu.worker.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import io.kuotu.worker.bundle.BundleManifest.Outpaint;
import io.kuotu.worker.pipeline.Preview;
import java.util.ArrayList;
import java.util.List;

/**
 * What latents look like, roughly: each quarter of a cell gets a colour that is linear in the
 * latents of the cell and of its eight neighbours. The map is fitted to the bundle's own encoder on
 * made-up pictures, so it works for every autoencoder and no bundle brings it along. On the
 * device's thread only.
 */
final class LatentColours implements AutoCloseable {
    /** A cell and its neighbours. */
    private static final int WINDOW = 3;

    /** Preview px per cell and side. */
    private static final int QUARTERS = 2;

    private static final int COLOURS = 3 * QUARTERS * QUARTERS;
    private static final int PICTURES = 8;
    private static final int CELLS = 16;

    /** [colours, c, window, window]. */
    private final NDArray weights;

    /** [colours]. */
    private final NDArray bias;

    private LatentColours(NDArray weights, NDArray bias) {
        this.weights = weights;
        this.bias = bias;
    }

    /** A bundle's encoder: pictures [1, 3, height, width] to latents [1, c, h, w]. */
    interface Encoder {
        NDArray encode(NDArray pictures);
    }

    /**
     * Encodes a few small pictures; the same ones for each bundle.
     *
     * @param device that the map is for
     * @param description of the bundle
     * @param encoder of the bundle
     */
    static LatentColours fit(DjlDevice device, Outpaint description, Encoder encoder) {
        int channels = description.latentChannels();
        int unknowns = channels * WINDOW * WINDOW + 1;
        LeastSquares fit = new LeastSquares(unknowns, COLOURS);
        int side = side(description);
        for (int i = 0; i < PICTURES; i++) {
            float[] picture = MadeUpPicture.of(side, i);
            try (NDManager scope = device.manager().newSubManager()) {
                NDArray latents =
                        encoder.encode(scope.create(picture, new Shape(1, 3, side, side)));
                add(fit, latents.toFloatArray(), channels, picture, side, description.factor());
            }
        }
        double[][] solved = fit.solve();
        return new LatentColours(
                device.manager()
                        .create(
                                weights(solved, unknowns - 1),
                                new Shape(COLOURS, channels, WINDOW, WINDOW)),
                device.manager().create(floats(solved[unknowns - 1]), new Shape(COLOURS)));
    }

    /** About {@link #CELLS} cells, as the bundle takes them. */
    private static int side(Outpaint description) {
        int wanted = CELLS * description.factor();
        return Math.ceilDiv(wanted, description.multiple()) * description.multiple();
    }

    private static void add(
            LeastSquares fit,
            float[] latents,
            int channels,
            float[] picture,
            int side,
            int factor) {
        int cells = side / factor;
        for (int row = 0; row < cells; row++) {
            for (int column = 0; column < cells; column++) {
                fit.add(
                        window(latents, channels, cells, column, row),
                        colours(picture, side, factor, column, row));
            }
        }
    }

    /** Latents of a cell and its neighbours, 0 beyond the edge, as a convolution sees them; 1. */
    private static double[] window(float[] latents, int channels, int cells, int column, int row) {
        double[] window = new double[channels * WINDOW * WINDOW + 1];
        int at = 0;
        for (int c = 0; c < channels; c++) {
            for (int y = row - 1; y <= row + 1; y++) {
                for (int x = column - 1; x <= column + 1; x++) {
                    boolean inside = x >= 0 && x < cells && y >= 0 && y < cells;
                    window[at++] = inside ? latents[(c * cells + y) * cells + x] : 0;
                }
            }
        }
        window[at] = 1;
        return window;
    }

    /** Mean colour of each quarter of a cell: [channel][down][across]. */
    private static double[] colours(float[] picture, int side, int factor, int column, int row) {
        double[] colours = new double[COLOURS];
        for (int i = 0; i < COLOURS; i++) {
            int c = i / (QUARTERS * QUARTERS);
            int top = row * factor + begin(i / QUARTERS % QUARTERS, factor);
            int bottom = row * factor + end(i / QUARTERS % QUARTERS, factor);
            int left = column * factor + begin(i % QUARTERS, factor);
            int right = column * factor + end(i % QUARTERS, factor);
            double sum = 0;
            for (int y = top; y < bottom; y++) {
                for (int x = left; x < right; x++) {
                    sum += picture[(c * side + y) * side + x];
                }
            }
            colours[i] = sum / ((bottom - top) * (right - left));
        }
        return colours;
    }

    private static int begin(int quarter, int factor) {
        return quarter * factor / QUARTERS;
    }

    /** Of a cell of one px, each quarter is all of it. */
    private static int end(int quarter, int factor) {
        return Math.max(begin(quarter, factor) + 1, begin(quarter + 1, factor));
    }

    private static float[] weights(double[][] solved, int count) {
        float[] weights = new float[COLOURS * count];
        for (int colour = 0; colour < COLOURS; colour++) {
            for (int i = 0; i < count; i++) {
                weights[colour * count + i] = (float) solved[i][colour];
            }
        }
        return weights;
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /**
     * @param latents [n, c, h, w]; some arrays are made under its manager
     * @return n pictures of twice the latents' width and height
     */
    List<Preview> of(NDArray latents) {
        Shape one = new Shape(1, 1);
        NDArray colours = Conv2d.conv2d(latents, weights, bias, one, one, one).singletonOrThrow();
        int n = (int) latents.getShape().get(0);
        int height = (int) latents.getShape().get(2);
        int width = (int) latents.getShape().get(3);
        float[] values = colours.toFloatArray();
        List<Preview> previews = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            previews.add(preview(values, i * COLOURS * height * width, width, height));
        }
        return previews;
    }

    /** Quarters to their places. */
    private static Preview preview(float[] values, int from, int width, int height) {
        int columns = QUARTERS * width;
        float[] pixels = new float[COLOURS * width * height];
        for (int i = 0; i < pixels.length; i++) {
            int x = i % width;
            int y = i / width % height;
            int quarter = i / (width * height);
            int c = quarter / (QUARTERS * QUARTERS);
            int down = QUARTERS * y + quarter / QUARTERS % QUARTERS;
            int across = QUARTERS * x + quarter % QUARTERS;
            pixels[(c * QUARTERS * height + down) * columns + across] = values[from + i];
        }
        return new Preview(columns, QUARTERS * height, pixels);
    }

    @Override
    public void close() {
        weights.close();
        bias.close();
    }
}
