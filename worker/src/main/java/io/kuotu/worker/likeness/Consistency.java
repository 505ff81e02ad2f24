package io.kuotu.worker.likeness;

import io.kuotu.common.job.Canvas;
import io.kuotu.worker.likeness.Cells.Cell;
import io.kuotu.worker.picture.Picture;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleBiFunction;

/**
 * How well what was made goes with its source, 0 to 1: 1 where what was made differs from the
 * source no more than the source's parts do among themselves. {@code worker/DESIGN.md} defines it.
 *
 * @param palette whether colours are the source's, and go on from those beside them
 * @param texture whether fine contrast is as strong, and as oriented, as the source's
 * @param structure whether edges go on across the border, and straight
 */
public record Consistency(double palette, double texture, double structure) {
    /** Where the made part is too thin to be seen at the size that is looked at. */
    private static final Consistency UNSEEN = new Consistency(1, 1, 1);

    /** An excess at which a score falls to 1/e: of colour in ΔE, */
    private static final double PALETTE_UNIT = 10;

    /** of texture in octaves of strength, */
    private static final double TEXTURE_UNIT = 0.6;

    /** of structure as a share of the edges. */
    private static final double STRUCTURE_UNIT = 0.5;

    /** What a source's squares are from each other, where it has too few to tell. */
    private static final double USUAL_TEXTURE_STEP = 0.6;

    private static final double USUAL_TONE_STEP = 4;

    /**
     * @param picture the whole canvas, filled
     * @param canvas where the source lies in it
     */
    public static Consistency of(Picture picture, Canvas canvas) {
        Glance glance = Glance.of(picture, canvas);
        Region source = Region.source(glance, canvas);
        Region made = Region.made(glance, canvas);
        List<Octave> octaves = glance.octaves();
        Grain grain = new Grain(picture, canvas, glance);
        Cells sourceCells = Cells.of(glance, octaves, grain, source, false);
        Cells madeCells = Cells.of(glance, octaves, grain, made, true);
        if (sourceCells.isEmpty() || madeCells.isEmpty()) {
            return UNSEEN;
        }
        double tones = across(madeCells, sourceCells, USUAL_TONE_STEP, Cell::toneStep);
        double colours = (Palette.excess(glance, source, made) + tones) / 2;
        return new Consistency(
                score(colours, PALETTE_UNIT),
                score(textures(madeCells, sourceCells), TEXTURE_UNIT),
                score(Continuation.excess(glance, canvas), STRUCTURE_UNIT));
    }

    private static double textures(Cells made, Cells source) {
        double nearest =
                made.stepToNearest(source, Cell::textureStep, USUAL_TEXTURE_STEP)
                        - source.stepToNearest(source, Cell::textureStep, USUAL_TEXTURE_STEP);
        double beside = across(made, source, USUAL_TEXTURE_STEP, Cell::textureStep);
        return (Math.max(0, nearest) + beside) / 2;
    }

    /** By how much steps over the border are larger than those between squares of the source. */
    private static double across(
            Cells made, Cells source, double usual, ToDoubleBiFunction<Cell, Cell> step) {
        return Math.max(
                0, made.stepAcross(source, step, usual) - source.stepAcross(source, step, usual));
    }

    private static double score(double excess, double unit) {
        return Math.exp(-Math.max(0, excess) / unit);
    }

    /** All three together: their geometric mean, so none makes up for another. */
    public double score() {
        return Math.cbrt(palette * texture * structure);
    }

    /** By name, as the manifest has them; three decimals. */
    public Map<String, Double> figures() {
        Map<String, Double> figures = new TreeMap<>();
        figures.put("consistency", rounded(score()));
        figures.put("consistency_palette", rounded(palette));
        figures.put("consistency_texture", rounded(texture));
        figures.put("consistency_structure", rounded(structure));
        return figures;
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
