package io.kuotu.worker.djl;

import io.kuotu.worker.pipeline.DeviceFailed;
import java.util.function.Supplier;

/** A tiny picture that a healthy device makes again as it made it at first. */
final class Canary {
    /** Of values in [0, 1]: more than rounding ever does, less than anybody sees. */
    private static final float TOLERANCE = 1e-2f;

    private final Supplier<float[]> act;
    private final float[] first;

    /**
     * @param act makes the picture
     * @param first what it made when the device was opened
     */
    Canary(Supplier<float[]> act, float[] first) {
        this.act = act;
        this.first = first;
    }

    /** Throws {@link DeviceFailed}. */
    void check() {
        float[] now = made();
        for (int i = 0; i < first.length; i++) {
            if (i >= now.length || !(Math.abs(now[i] - first[i]) <= TOLERANCE)) {
                throw new DeviceFailed(
                        "the device made "
                                + (i < now.length ? now[i] : "nothing")
                                + " where it had made "
                                + first[i],
                        null);
            }
        }
    }

    private float[] made() {
        try {
            return act.get();
        } catch (RuntimeException e) { // whatever it is: it worked when the device was opened
            throw new DeviceFailed("the device fails on what it did before: " + e.getMessage(), e);
        }
    }
}
