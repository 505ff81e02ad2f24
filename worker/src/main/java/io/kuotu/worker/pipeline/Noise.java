package io.kuotu.worker.pipeline;

/**
 * Gaussian noise that is a function of (seed, stream, index) alone: no order of drawing, no state,
 * the same bits on every JVM. SplitMix64's finaliser over a counter gives the uniforms, Box and
 * Muller's transform with {@link StrictMath} the normals.
 */
public final class Noise {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private Noise() {}

    /**
     * Standard normal values.
     *
     * @param seed of the job's variant
     * @param stream which noise of that job; 0 is the start
     * @param count of values
     */
    public static float[] gaussian(long seed, long stream, int count) {
        float[] out = new float[count];
        long key = mix(mix(seed + GOLDEN) ^ mix(stream * GOLDEN + 1));
        for (int i = 0; i < count; i += 2) {
            double u1 = ((mix(key + GOLDEN * (i + 1L)) >>> 11) + 1) * 0x1.0p-53; // (0, 1]
            double u2 = (mix(key + GOLDEN * (i + 2L)) >>> 11) * 0x1.0p-53; // [0, 1)
            double radius = StrictMath.sqrt(-2 * StrictMath.log(u1));
            double angle = 2 * Math.PI * u2;
            out[i] = (float) (radius * StrictMath.cos(angle));
            if (i + 1 < count) {
                out[i + 1] = (float) (radius * StrictMath.sin(angle));
            }
        }
        return out;
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
