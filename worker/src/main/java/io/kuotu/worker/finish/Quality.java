package io.kuotu.worker.finish;

import io.kuotu.common.job.Canvas;
import io.kuotu.common.picture.Lab;
import io.kuotu.worker.picture.Picture;
import java.util.Map;
import java.util.TreeMap;

/**
 * How well what was made goes with what was there. Colours are taken as sRGB, whatever the
 * picture's profile; transparency as lying on white. {@code DESIGN.md} defines the figures.
 *
 * @param seamDeltaE mean ΔE2000 from the source's outermost pixel to the made one beside it
 * @param seamRatio the same by that of lines inside of the source which run along it; 1 is a border
 *     like any other line
 * @param colourDeltaE ΔE2000 between the mean colours
 * @param drift the made part's mean less the source's
 * @param grainRatio mean step of lightness from pixel to pixel, made by source
 */
public record Quality(
        double seamDeltaE, double seamRatio, double colourDeltaE, Drift drift, double grainRatio) {
    /**
     * In units of L*a*b*: positive is lighter, redder, yellower (warmer), more saturated.
     *
     * @param lightness of L*
     * @param red of a*
     * @param yellow of b*
     * @param chroma of the mean pixel's distance from grey
     */
    public record Drift(double lightness, double red, double yellow, double chroma) {}

    /** ΔE2000 below which nobody sees a line, whatever it lies beside. */
    static final double UNSEEN = 1;

    /** No ratio is taken to less: there is nothing to see in either. */
    private static final double LEAST = 0.1;

    /**
     * @param picture the whole canvas, filled
     * @param canvas where the source lies in it
     */
    public static Quality of(Picture picture, Canvas canvas) {
        SeamLines lines = SeamLines.of(picture, canvas);
        Tint source = Tint.ofSource(picture, canvas);
        Tint made = Tint.ofMade(picture, canvas);
        return new Quality(
                lines.border(),
                lines.border() / Math.max(lines.inside(), LEAST),
                Lab.difference(source.mean(), made.mean()),
                new Drift(
                        made.mean().l() - source.mean().l(),
                        made.mean().a() - source.mean().a(),
                        made.mean().b() - source.mean().b(),
                        made.chroma() - source.chroma()),
                made.grain() / Math.max(source.grain(), LEAST));
    }

    /** Whether the border can be seen, and more than so many times as much as other lines. */
    public boolean isSeamVisible(double ratio) {
        return seamDeltaE > UNSEEN && seamRatio > ratio;
    }

    /** By name, as the manifest has them; three decimals. */
    public Map<String, Double> figures() {
        Map<String, Double> figures = new TreeMap<>();
        figures.put("seam_delta_e", rounded(seamDeltaE));
        figures.put("seam_ratio", rounded(seamRatio));
        figures.put("colour_delta_e", rounded(colourDeltaE));
        figures.put("drift_lightness", rounded(drift.lightness()));
        figures.put("drift_red", rounded(drift.red()));
        figures.put("drift_yellow", rounded(drift.yellow()));
        figures.put("drift_chroma", rounded(drift.chroma()));
        figures.put("grain_ratio", rounded(grainRatio));
        return figures;
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    /** 0xRRGGBB. */
    static int rgb(Picture picture, int x, int y) {
        int at = y * picture.width() + x;
        byte[] alpha = picture.alpha();
        int opacity = alpha == null ? 255 : alpha[at] & 0xFF;
        int rgb = 0;
        for (int c = 0; c < 3; c++) {
            int level = picture.rgb()[3 * at + c] & 0xFF;
            rgb = rgb << 8 | (level * opacity + 255 * (255 - opacity) + 127) / 255;
        }
        return rgb;
    }
}
