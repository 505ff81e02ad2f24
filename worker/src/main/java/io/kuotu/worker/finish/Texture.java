package io.kuotu.worker.finish;

import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.Planes;
import io.kuotu.worker.pipeline.WorkingCanvas;
import io.kuotu.worker.prepare.WorkingGeometry;
import java.util.Arrays;
import java.util.Optional;

/**
 * The source's own fine texture, laid into the generated part at full size. The model works small
 * and its decoder is soft; the source says how sharp its grass is. Where a block of the generated
 * part looks like a place of the source at low frequencies, that place's high frequencies take the
 * place of the model's.
 *
 * <p>Blocks overlap under Hann windows. Neighbours that continue each other add up to an exact
 * copy; others are independent, and a plain mean would weaken their grain, so the sum is brought
 * back to its strength. Immutable; safe from several threads.
 */
public final class Texture {
    /**
     * How much of it is the source's.
     *
     * @param replaced what of the model's own high frequencies goes where the source's come
     * @param palettePull how far the low frequencies go from the model's to those of the source's
     *     place: colours that the source has nowhere become those that are nearest to them
     * @param doubtful difference of low frequencies at which half of the texture is held back
     * @param strongest high frequencies beyond this are edges, not grain: they are compressed
     * @param redrawn whether the made part is drawn anew from the source before it is matched
     */
    public record Style(
            float replaced, float palettePull, double doubtful, float strongest, boolean redrawn) {
        /** The model decides what lies where, the source what it looks like. */
        public static final Style SOURCE = new Style(1, 1, 1, 2, true);

        /** The model's picture stays; only where it looks like the source, grain is laid in. */
        public static final Style OWN = new Style(0.5f, 0, 0.16, 0.2f, false);
    }

    private static final int OVERLAP = 4;
    private static final float[] WINDOW = window();

    private final Style style;
    private final WorkingGeometry geometry;
    private final Picture source;
    private final TextureMatch match;
    private final int[] shiftX;
    private final int[] shiftY;
    private final float[] trust;

    private Texture(
            Style style, WorkingGeometry geometry, Picture source, TextureMatch match, int blocks) {
        this.style = style;
        this.geometry = geometry;
        this.source = source;
        this.match = match;
        this.shiftX = new int[blocks];
        this.shiftY = new int[blocks];
        this.trust = new float[blocks];
        for (int i = 0; i < blocks; i++) {
            double doubt = match.difference(i) / style.doubtful();
            shiftX[i] = (int) Math.round(match.shiftX(i) / geometry.scaleX());
            shiftY[i] = (int) Math.round(match.shiftY(i) / geometry.scaleY());
            trust[i] = (float) (1 / (1 + doubt * doubt));
        }
    }

    /**
     * @param style how much is the source's
     * @param source at full size
     * @param geometry of the working canvas
     * @param canvas that the model was given
     * @param generated the model's picture of all of it, at working size
     * @param seed of all that is random here
     * @return nothing where the source is too small to have a texture
     */
    public static Optional<Texture> of(
            Style style,
            Picture source,
            WorkingGeometry geometry,
            WorkingCanvas canvas,
            Planes generated,
            long seed) {
        return TextureMatch.find(generated, canvas, geometry, style.redrawn(), seed)
                .map(match -> new Texture(style, geometry, source, match, match.blocks()));
    }

    private static float[] window() {
        float[] window = new float[TextureMatch.BLOCK * 64 + 1];
        for (int i = 0; i < window.length; i++) {
            double sine = Math.sin(Math.PI * i / (window.length - 1));
            window[i] = (float) (sine * sine);
        }
        return window;
    }

    /** Hann, {@code at} working px from the block's beginning. */
    private static float weight(double at) {
        return WINDOW[(int) (at * 64)];
    }

    /** One thread's scratch. */
    final class Brush {
        private final int[] blocks = new int[OVERLAP];
        private final float[] weights = new float[OVERLAP];
        private final float[] detail = new float[3];
        private final float[] low = new float[3];
        private final float[] matched = new float[3];

        /** Lays the texture at canvas pixel (x, y) onto {@code rgb}, the model's picture there. */
        void addTo(float[] rgb, int x, int y) {
            double workingX = Math.clamp(geometry.x(x + 0.5), 0, geometry.size().width() - 1e-3);
            double workingY = Math.clamp(geometry.y(y + 0.5), 0, geometry.size().height() - 1e-3);
            weigh(workingX, workingY);
            float trusted = 0;
            for (int i = 0; i < OVERLAP; i++) {
                trusted += weights[i] * trust[blocks[i]];
            }
            gather(x, y);
            sample(match.made(), workingX, workingY, low);
            for (int c = 0; c < 3; c++) {
                float own = rgb[c] - low[c];
                rgb[c] += trusted * (compressed(detail[c]) - style.replaced() * own);
                rgb[c] += style.palettePull() * (matched[c] - low[c]);
            }
        }

        private void weigh(double x, double y) {
            int column = (int) (x / TextureMatch.STRIDE);
            int row = (int) (y / TextureMatch.STRIDE);
            double inX = x - column * TextureMatch.STRIDE;
            double inY = y - row * TextureMatch.STRIDE;
            for (int i = 0; i < OVERLAP; i++) {
                int right = i % 2;
                int below = i / 2;
                blocks[i] = match.block(column + right, row + below);
                weights[i] =
                        weight(inX + (1 - right) * TextureMatch.STRIDE)
                                * weight(inY + (1 - below) * TextureMatch.STRIDE);
            }
        }

        /** Weighted sums of what the blocks show; of high frequencies, at the strength of one. */
        private void gather(int x, int y) {
            Arrays.fill(detail, 0);
            Arrays.fill(matched, 0);
            float squares = 0;
            for (int i = 0; i < OVERLAP; i++) {
                float weight = taken(i);
                if (weight > 0) {
                    squares += weight * weight;
                    addDetail(x + shiftX[blocks[i]], y + shiftY[blocks[i]], weight);
                }
            }
            float strength = (float) (1 / Math.sqrt(squares));
            for (int c = 0; c < 3; c++) {
                detail[c] *= strength;
            }
        }

        /** A block's weight and that of all later ones which show the same pixel; 0 for those. */
        private float taken(int i) {
            float sum = weights[i];
            for (int j = 0; j < OVERLAP; j++) {
                boolean same =
                        shiftX[blocks[i]] == shiftX[blocks[j]]
                                && shiftY[blocks[i]] == shiftY[blocks[j]];
                if (same && j < i) {
                    return 0;
                }
                if (same && j > i) {
                    sum += weights[j];
                }
            }
            return sum;
        }

        /** What the source has at a canvas pixel. */
        private void addDetail(int canvasX, int canvasY, float weight) {
            int left = geometry.canvas().left();
            int top = geometry.canvas().top();
            int x = Math.clamp(canvasX - left, 0, source.width() - 1);
            int y = Math.clamp(canvasY - top, 0, source.height() - 1);
            sample(match.known(), geometry.x(left + x + 0.5), geometry.y(top + y + 0.5), low);
            int at = 3 * (y * source.width() + x);
            for (int c = 0; c < 3; c++) {
                detail[c] += weight * ((source.rgb()[at + c] & 0xFF) / 255f - low[c]);
                matched[c] += weight * low[c];
            }
        }
    }

    Brush brush() {
        return new Brush();
    }

    private float compressed(float detail) {
        return detail / (1 + Math.abs(detail) / style.strongest() * 0.5f);
    }

    /** Between the four nearest pixels, whose centres are at halves. */
    private static void sample(Planes picture, double x, double y, float[] into) {
        int width = picture.width();
        int height = picture.height();
        double fromX = Math.clamp(x - 0.5, 0, width - 1.001);
        double fromY = Math.clamp(y - 0.5, 0, height - 1.001);
        int column = (int) fromX;
        int row = (int) fromY;
        float shareX = (float) (fromX - column);
        float shareY = (float) (fromY - row);
        float[] values = picture.values();
        for (int c = 0; c < 3; c++) {
            int at = (c * height + row) * width + column;
            float above = values[at] + shareX * (values[at + 1] - values[at]);
            float below =
                    values[at + width] + shareX * (values[at + width + 1] - values[at + width]);
            into[c] = above + shareY * (below - above);
        }
    }
}
