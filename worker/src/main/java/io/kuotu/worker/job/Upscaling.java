package io.kuotu.worker.job;

import io.kuotu.worker.finish.Enlarger;
import io.kuotu.worker.picture.Picture;

/** Passes of an upscaler until a factor is reached. */
final class Upscaling {
    private Upscaling() {}

    /** {@code factor} is a power of the enlarger's own. */
    static Picture to(int factor, Picture picture, Enlarger enlarger, Enlarger.Errand errand) {
        Picture large = picture;
        for (int reached = 1; reached < factor; reached *= enlarger.factor()) {
            large = enlarger.enlarge(large, errand);
        }
        if (large.width() != Math.multiplyExact(picture.width(), factor)) {
            throw new IllegalArgumentException(
                    "an upscaler by " + enlarger.factor() + " does not reach " + factor);
        }
        return large;
    }
}
