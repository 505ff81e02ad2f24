package io.kuotu.worker.enhance;

import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.Planes;
import io.kuotu.worker.picture.Resampler;
import io.kuotu.worker.picture.Resampler.Axis;
import io.kuotu.worker.picture.RowSource;
import java.util.Optional;

/**
 * Colour for a picture of any size from a model that works on a small square: the picture is
 * squeezed to that square, and the colour that comes back is carried to the picture's size along
 * its lightness (fast guided filter, He and Sun 2015), so that it ends where things end. The
 * lightness stays the picture's own.
 */
public final class Colouring {
    private static final int REACH = 3;
    private static final float SMOOTH = 2e-3f;

    private final int side;
    private final float[] cbSlope;
    private final float[] cbOffset;
    private final float[] crSlope;
    private final float[] crOffset;

    /**
     * @param side of the model's square, px
     * @param shown to the model
     * @param made lightness, then Cb and Cr plus a half, as the model made them; 0 to 1
     */
    private Colouring(int side, float[] shown, float[] made) {
        this.side = side;
        int plane = side * side;
        Lines lines = new Lines(side, side);
        float[] guide = new float[plane];
        System.arraycopy(shown, 0, guide, 0, plane);
        this.cbSlope = new float[plane];
        this.cbOffset = new float[plane];
        this.crSlope = new float[plane];
        this.crOffset = new float[plane];
        fit(lines, guide, made, plane, cbSlope, cbOffset);
        fit(lines, guide, made, 2 * plane, crSlope, crOffset);
    }

    /** What the model is shown: three planes of the square, all of them the lightness. */
    public static float[] shown(Picture picture, int side) {
        Planes small =
                Resampler.resample(
                        RowSource.of(picture),
                        Axis.whole(picture.width(), side),
                        Axis.whole(picture.height(), side));
        float[] values = small.values();
        int plane = side * side;
        float[] grey = new float[values.length];
        for (int i = 0; i < plane; i++) {
            float y =
                    Band.RED * values[i]
                            + Band.GREEN * values[plane + i]
                            + Band.BLUE * values[2 * plane + i];
            grey[i] = grey[plane + i] = grey[2 * plane + i] = Math.clamp(y, 0, 1);
        }
        return grey;
    }

    /**
     * The picture with the colours that were made for {@link #shown}.
     *
     * @param shown what {@link #shown} gave
     * @param made three planes, as a colouriser gives them
     */
    public static Picture coloured(Picture picture, int side, float[] shown, float[] made) {
        Colouring colouring = new Colouring(side, shown, made);
        return Bands.map(
                picture,
                0,
                Optional.empty(),
                (before, after) -> colouring.apply(picture, before, after));
    }

    /** Colour as a line of lightness, around each place. */
    private static void fit(
            Lines lines, float[] guide, float[] made, int from, float[] slopes, float[] offsets) {
        int count = guide.length;
        float[] chroma = new float[count];
        float[] product = new float[count];
        float[] square = new float[count];
        for (int i = 0; i < count; i++) {
            chroma[i] = made[from + i] - 0.5f;
            product[i] = chroma[i] * guide[i];
            square[i] = guide[i] * guide[i];
        }
        float[] meanGuide = lines.mean(guide, REACH);
        float[] meanChroma = lines.mean(chroma, REACH);
        float[] meanProduct = lines.mean(product, REACH);
        float[] meanSquare = lines.mean(square, REACH);
        float[] slope = new float[count];
        float[] offset = new float[count];
        for (int i = 0; i < count; i++) {
            float variance = meanSquare[i] - meanGuide[i] * meanGuide[i];
            slope[i] = (meanProduct[i] - meanGuide[i] * meanChroma[i]) / (variance + SMOOTH);
            offset[i] = meanChroma[i] - slope[i] * meanGuide[i];
        }
        System.arraycopy(lines.mean(slope, REACH), 0, slopes, 0, count);
        System.arraycopy(lines.mean(offset, REACH), 0, offsets, 0, count);
    }

    private void apply(Picture picture, Band before, Band after) {
        float across = (float) side / picture.width();
        float down = (float) side / picture.height();
        for (int i = 0; i < before.lightness().length; i++) {
            float x = Math.clamp((i % before.width() + 0.5f) * across - 0.5f, 0, side - 1);
            int row = before.top() + i / before.width();
            float y = Math.clamp((row + 0.5f) * down - 0.5f, 0, side - 1);
            float lightness = before.lightness()[i] / 255;
            after.cb()[i] = 255 * (at(cbSlope, x, y) * lightness + at(cbOffset, x, y));
            after.cr()[i] = 255 * (at(crSlope, x, y) * lightness + at(crOffset, x, y));
        }
    }

    private float at(float[] values, float x, float y) {
        int left = Math.min((int) x, side - 2);
        int top = Math.min((int) y, side - 2);
        int i = top * side + left;
        float shareX = x - left;
        float shareY = y - top;
        return (1 - shareY) * ((1 - shareX) * values[i] + shareX * values[i + 1])
                + shareY * ((1 - shareX) * values[i + side] + shareX * values[i + side + 1]);
    }
}
