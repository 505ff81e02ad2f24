package io.kuotu.worker.finish;

import io.kuotu.worker.picture.Planes;
import io.kuotu.worker.prepare.WorkingGeometry;

/**
 * The working canvas drawn anew: the source where it is, and around it what the matched blocks show
 * of it, under Hann windows, those that fit better counting more.
 */
final class Redrawing {
    /** Squared difference that makes no difference to a block's weight. */
    private static final double EXACT = 1e-4;

    private final TextureMatch match;
    private final WorkingGeometry geometry;
    private final int width;
    private final int plane;
    private final float[] from;
    private final float[] to;

    private Redrawing(TextureMatch match, WorkingGeometry geometry, Planes source) {
        this.match = match;
        this.geometry = geometry;
        this.width = source.width();
        this.plane = width * source.height();
        this.from = source.values();
        this.to = from.clone();
    }

    /**
     * @param source of the working canvas; what lies around the source in it is not read
     */
    static Planes of(TextureMatch match, WorkingGeometry geometry, Planes source) {
        Redrawing drawing = new Redrawing(match, geometry, source);
        for (int y = 0; y < source.height(); y++) {
            for (int x = 0; x < source.width(); x++) {
                if (!drawing.isSource(x, y)) {
                    drawing.draw(x, y);
                }
            }
        }
        return new Planes(source.width(), source.height(), drawing.to);
    }

    private boolean isSource(int x, int y) {
        return x >= geometry.left()
                && x < geometry.left() + geometry.width()
                && y >= geometry.top()
                && y < geometry.top() + geometry.height();
    }

    private void draw(int x, int y) {
        float sum = 0;
        float[] rgb = new float[3];
        for (int i = 0; i < 4; i++) {
            int column = x / TextureMatch.STRIDE + i % 2;
            int row = y / TextureMatch.STRIDE + i / 2;
            int block = match.block(column, row);
            double difference = match.difference(block);
            float weight =
                    (float) (hann(x, column) * hann(y, row) / (difference * difference + EXACT));
            int sourceX = x + match.shiftX(block);
            int sourceY = y + match.shiftY(block);
            int at =
                    Math.clamp(sourceY, geometry.top(), geometry.top() + geometry.height() - 1)
                                    * width
                            + Math.clamp(
                                    sourceX,
                                    geometry.left(),
                                    geometry.left() + geometry.width() - 1);
            sum += weight;
            for (int c = 0; c < 3; c++) {
                rgb[c] += weight * from[c * plane + at];
            }
        }
        for (int c = 0; c < 3; c++) {
            to[c * plane + y * width + x] = rgb[c] / sum;
        }
    }

    private static double hann(int at, int index) {
        double sine =
                Math.sin(Math.PI * (at + 0.5 - TextureMatch.origin(index)) / TextureMatch.BLOCK);
        return sine * sine;
    }
}
