package io.kuotu.worker.picture;

/** RGB that can be read row by row. Safe to read from several threads. */
public interface RowSource {
    int width();

    int height();

    /** Three runs of {@link #width} values near [0, 1]: red, green, blue. */
    void row(int y, float[] into);

    /** The picture's own bytes, over white where it is transparent. */
    static RowSource of(Picture picture) {
        byte[] rgb = picture.rgb();
        byte[] alpha = picture.alpha();
        int width = picture.width();
        return new RowSource() {
            @Override
            public int width() {
                return width;
            }

            @Override
            public int height() {
                return picture.height();
            }

            @Override
            public void row(int y, float[] into) {
                for (int x = 0; x < width; x++) {
                    int i = y * width + x;
                    float opacity = alpha == null ? 1 : (alpha[i] & 0xFF) / 255f;
                    for (int c = 0; c < 3; c++) {
                        into[c * width + x] =
                                (rgb[3 * i + c] & 0xFF) / 255f * opacity + (1 - opacity);
                    }
                }
            }
        };
    }
}
