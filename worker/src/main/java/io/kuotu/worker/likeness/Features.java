package io.kuotu.worker.likeness;

import java.util.List;

/**
 * What some pixels are like, wherever they lie: strength of edges by octave and orientation, how
 * sparse they are, mean and spread of the colours. Nothing in it was learnt but the scale of each
 * number, {@link FeatureScales}.
 */
public final class Features {
    private static final int BY_OCTAVE = Octave.ORIENTATIONS + 1;
    private static final int COLOURS = 6;

    /** How many numbers there are. */
    public static final int COUNT = Octave.COUNT * BY_OCTAVE + COLOURS;

    /** L* a pixel; weaker edges nobody sees. */
    private static final double FAINT = 0.1;

    private final double[] values;
    private final Energies energies;

    private Features(double[] values, Energies energies) {
        this.values = values;
        this.energies = energies;
    }

    public static Features of(Glance glance, Region region) {
        Energies energies = energies(glance, region);
        Tones tones = Tones.of(glance, region);
        double[] values = new double[COUNT];
        int at = 0;
        for (int octave = 0; octave < Octave.COUNT; octave++) {
            for (int o = 0; o < Octave.ORIENTATIONS; o++) {
                values[at++] = log2(energies.mean(octave, o) + FAINT);
            }
            values[at++] = log2(energies.sparsity(octave));
        }
        values[at++] = tones.mean().l();
        values[at++] = tones.mean().a();
        values[at++] = tones.mean().b();
        values[at++] = tones.spread().l();
        values[at++] = tones.spread().a();
        values[at] = tones.spread().b();
        return new Features(values, energies);
    }

    private static Energies energies(Glance glance, Region region) {
        Energies energies = new Energies();
        List<Octave> octaves = glance.octaves();
        for (Octave octave : octaves) {
            for (int y = 0; y < octave.height(); y++) {
                for (int x = 0; x < octave.width(); x++) {
                    if (isWithin(region, octave, x, y)) {
                        energies.add(octave, y * octave.width() + x);
                    }
                }
            }
        }
        return energies;
    }

    /** With its neighbours, of whom its gradient is made. */
    static boolean isWithin(Region region, Octave octave, int x, int y) {
        int scale = octave.scale();
        return region.has(x << scale, y << scale)
                && region.has(Math.max(0, x - 1) << scale, y << scale)
                && region.has(Math.min(octave.width() - 1, x + 1) << scale, y << scale)
                && region.has(x << scale, Math.max(0, y - 1) << scale)
                && region.has(x << scale, Math.min(octave.height() - 1, y + 1) << scale);
    }

    private static double log2(double value) {
        return Math.log(value) / Math.log(2);
    }

    /** 0 for the same; two unrelated photographs are 1 apart on average (root mean square). */
    public double distance(Features other) {
        double sum = 0;
        for (int i = 0; i < COUNT; i++) {
            double step = (values[i] - other.values[i]) / FeatureScales.of(i);
            sum += step * step;
        }
        return Math.sqrt(sum / COUNT / 2); // two draws differ by twice their variance
    }

    /** How much of the edges both have, whatever lies where: 0 to 1. */
    public double sharedEdges(Features other) {
        double both = 0;
        double all = 0;
        for (int octave = 0; octave < Octave.COUNT; octave++) {
            for (int o = 0; o < Octave.ORIENTATIONS; o++) {
                double mine = energies.mean(octave, o);
                double its = other.energies.mean(octave, o);
                both += Math.min(mine, its);
                all += Math.max(mine, its);
            }
        }
        return all < FAINT ? 1 : both / all;
    }

    /** To find the scales by. */
    double[] values() {
        return values.clone();
    }
}
