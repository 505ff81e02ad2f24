package io.kuotu.worker.batch;

import java.util.List;

/** What the device does next. */
sealed interface Plan {
    /** Encode these and give them slots. */
    record Begin(List<Sample> samples) implements Plan {}

    /** One denoising step for each of these. */
    record Step(List<Sample> samples) implements Plan {}

    /** Decode these, whose steps are done. */
    record Decode(List<Sample> samples) implements Plan {}

    /** Enlarge these. */
    record Enlarge(List<Tile> tiles) implements Plan {}

    /** Nothing to do until a message comes. */
    record Idle() implements Plan {}
}
