package io.kuotu.worker.simulate;

import java.util.Locale;

/** Work of a processor on a job's pictures, beside the device. Each has its own pixels. */
public enum Phase {
    /** Fetching, decoding and scaling; by pixels of the source. */
    PREPARE,
    /** The first picture from the source's patches; by pixels of the working canvas. */
    DRAFT,
    /** Drawing the made part anew; by pixels of the canvas. */
    TEXTURE,
    /** Joining what was made with the source; by pixels of the canvas. */
    FINISH,
    /** Measuring seam and colour; by pixels of the canvas. */
    QUALITY,
    /** Writing the file; by pixels of the output. */
    ENCODE;

    /** As in manifests. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
