package io.kuotu.worker.profile;

import java.util.Locale;

/** What a bundle is asked to do on a device. */
public enum Work {
    /** Pictures to latents, and all else that a sample's beginning takes. */
    ENCODE,
    /** One denoising step. */
    STEP,
    /** Latents to pictures. */
    DECODE,
    /** Tiles through an upscaler. */
    ENLARGE;

    /** For logs and metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
