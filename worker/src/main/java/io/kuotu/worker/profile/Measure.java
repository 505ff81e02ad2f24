package io.kuotu.worker.profile;

/**
 * One batch size of one work, measured.
 *
 * @param batch samples in a call
 * @param ms wall time of the quickest call
 * @param bits sizes of equal number gave the same sample the same bits, in any place and beside any
 *     neighbours; {@link #UNSTEADY} where even one size did not
 */
public record Measure(int batch, double ms, int bits) {
    /** The bits of a sample depend on its place, its neighbours or the call. */
    public static final int UNSTEADY = -1;

    public Measure {
        if (batch < 1) {
            throw new IllegalArgumentException("batch: " + batch + " must be 1 or more");
        }
        if (!(ms >= 0 && ms < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("ms: " + ms + " is no time");
        }
        if (bits < UNSTEADY) {
            throw new IllegalArgumentException("bits: " + bits + " is no group");
        }
    }

    public double msPerSample() {
        return ms / batch;
    }

    public double samplesPerSecond() {
        return 1000 * batch / ms;
    }

    public boolean isSteady() {
        return bits != UNSTEADY;
    }
}
