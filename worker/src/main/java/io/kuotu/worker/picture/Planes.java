package io.kuotu.worker.picture;

/** RGB as a model sees it: three planes of rows, near [0, 1]. The array is shared, not copied. */
public final class Planes implements RowSource {
    private final int width;
    private final int height;
    private final float[] values;

    public Planes(int width, int height, float[] values) {
        if (values.length != 3 * width * height) {
            throw new IllegalArgumentException(
                    values.length + " values are no RGB picture of " + width + "x" + height);
        }
        this.width = width;
        this.height = height;
        this.values = values;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    public float[] values() {
        return values;
    }

    public float at(int channel, int x, int y) {
        return values[(channel * height + y) * width + x];
    }

    @Override
    public void row(int y, float[] into) {
        for (int c = 0; c < 3; c++) {
            System.arraycopy(values, (c * height + y) * width, into, c * width, width);
        }
    }
}
