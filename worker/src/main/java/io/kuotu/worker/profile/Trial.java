package io.kuotu.worker.profile;

import io.kuotu.worker.pipeline.CanvasSize;

/** One work of one bundle, to be tried. On the device's thread. */
public interface Trial {
    Work work();

    /** On which it is timed. */
    CanvasSize canvas();

    /** A much smaller one, on which bits are compared too, and whose time foretells the other's. */
    CanvasSize smallCanvas();

    /**
     * One call: always the same sample in one place, random neighbours that are others each time.
     *
     * @param size of each sample, px
     * @param batch samples in the call
     * @param place of the sample, from 0
     */
    Outcome run(CanvasSize size, int batch, int place);

    /**
     * @param nanos wall time of the call, with the wait for its result, without making its input
     * @param values of the sample
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by what is in it, elsewhere
    record Outcome(long nanos, float[] values) {}
}
