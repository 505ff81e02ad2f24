package io.kuotu.worker.likeness;

import io.kuotu.common.job.Canvas;
import io.kuotu.common.picture.Lab;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.Planes;
import io.kuotu.worker.picture.Resampler;
import io.kuotu.worker.picture.Resampler.Axis;
import io.kuotu.worker.picture.RowSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A picture as figures look at it: small, in L*a*b*, and as luma. Colours are taken as sRGB,
 * transparency as lying on white. What was computed of it is kept. One thread's.
 */
public final class Glance {
    /** Of larger pictures, px: enough for five scales of MS-SSIM. */
    public static final int SHORT_SIDE = 176;

    private static final int LONG_SIDE = 4 * SHORT_SIDE;

    /** The thickest margin gets so many px, where the long side allows it. */
    private static final int MARGIN = 12;

    private final int width;
    private final int height;
    private final float[] l;
    private final float[] a;
    private final float[] b;
    private final float[] luma;
    private @Nullable List<Octave> octaves;
    private @Nullable List<MsSsim.Scale> scales;

    private Glance(Planes planes) {
        this.width = planes.width();
        this.height = planes.height();
        int pixels = width * height;
        this.l = new float[pixels];
        this.a = new float[pixels];
        this.b = new float[pixels];
        this.luma = new float[pixels];
        for (int i = 0; i < pixels; i++) {
            fill(planes.values(), i, pixels);
        }
    }

    private void fill(float[] values, int i, int pixels) {
        int red = level(values[i]);
        int green = level(values[pixels + i]);
        int blue = level(values[2 * pixels + i]);
        Lab lab = Lab.of(red << 16 | green << 8 | blue);
        l[i] = (float) lab.l();
        a[i] = (float) lab.a();
        b[i] = (float) lab.b();
        luma[i] = 0.299f * red + 0.587f * green + 0.114f * blue;
    }

    private static int level(float value) {
        return Math.clamp(Math.round(value * 255), 0, 255);
    }

    /** Made smaller, never larger. */
    public static Glance of(RowSource picture) {
        return scaled(picture, scale(picture.width(), picture.height()));
    }

    /** At the size of another glance. */
    public static Glance of(RowSource picture, Glance like) {
        return sized(picture, like.width, like.height);
    }

    /** Made smaller, but so that there is something to see of what was made around a source. */
    static Glance of(Picture picture, Canvas canvas) {
        int thickest =
                Math.max(
                        Math.max(canvas.left(), canvas.right()),
                        Math.max(canvas.top(), canvas.bottom()));
        double longest = (double) LONG_SIDE / Math.max(picture.width(), picture.height());
        double scale =
                Math.max(
                        scale(picture.width(), picture.height()),
                        Math.min((double) MARGIN / Math.max(1, thickest), longest));
        return scaled(RowSource.of(picture), Math.min(1, scale));
    }

    private static double scale(int width, int height) {
        double shortSide = (double) SHORT_SIDE / Math.min(width, height);
        double longSide = (double) LONG_SIDE / Math.max(width, height);
        return Math.min(1, Math.min(shortSide, longSide));
    }

    private static Glance scaled(RowSource picture, double scale) {
        int width = (int) Math.max(1, Math.round(picture.width() * scale));
        int height = (int) Math.max(1, Math.round(picture.height() * scale));
        return sized(picture, width, height);
    }

    private static Glance sized(RowSource picture, int width, int height) {
        return new Glance(
                Resampler.resample(
                        picture,
                        Axis.whole(picture.width(), width),
                        Axis.whole(picture.height(), height)));
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** L*, 0 to 100, row by row; shared, not copied. */
    float[] lightness() {
        return l;
    }

    /** 0 to 255, row by row; shared, not copied. */
    float[] luma() {
        return luma;
    }

    /** Computed once. */
    List<Octave> octaves() {
        List<Octave> known = octaves;
        if (known == null) {
            known = Octave.of(this);
            octaves = known;
        }
        return known;
    }

    /** Computed once. */
    List<MsSsim.Scale> scales() {
        List<MsSsim.Scale> known = scales;
        if (known == null) {
            known = MsSsim.scales(luma, width, height);
            scales = known;
        }
        return known;
    }

    Lab colour(int i) {
        return new Lab(l[i], a[i], b[i]);
    }

    int index(int x, int y) {
        return y * width + x;
    }
}
