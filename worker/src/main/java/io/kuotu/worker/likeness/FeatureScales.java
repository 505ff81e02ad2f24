package io.kuotu.worker.likeness;

/**
 * By how much each of {@link Features} differs among photographs: standard deviations over 300 of
 * the photographs that the bundles were trained with, measured by {@code FeatureScalesBench}.
 */
final class FeatureScales {
    private static final double[] DEVIATIONS = {
        0.98, 0.84, 0.80, 0.83, 0.63, // octave 0: four orientations, sparsity
        1.00, 0.75, 0.72, 0.73, 0.50, // octave 1
        1.02, 0.71, 0.70, 0.67, 0.39, // octave 2
        1.05, 0.69, 0.77, 0.64, 0.30, // octave 3
        15.37, 10.72, 18.00, // mean L*, a*, b*
        6.18, 5.51, 7.64, // spread of the same
    };

    private FeatureScales() {}

    static double of(int feature) {
        return DEVIATIONS[feature];
    }
}
