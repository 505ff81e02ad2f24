package io.kuotu.worker.pipeline;

import java.util.Arrays;
import java.util.Optional;

/** Ways from noise to a picture. */
public enum Sampler {
    /** Denoising diffusion implicit model, deterministic (eta 0). */
    DDIM("ddim"),
    /** DPM-Solver++, second order, multistep, on the predicted signal. */
    DPMPP_2M("dpm++2m"),
    /** Euler's method on the probability flow, in the noise's own scale. */
    EULER("euler"),
    /**
     * Of latent consistency models: to the picture and back to less noise, fresh noise each time.
     */
    LCM("lcm");

    private final String label;

    Sampler(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    public static Optional<Sampler> labelled(String label) {
        return Arrays.stream(values()).filter(s -> s.label.equals(label)).findFirst();
    }
}
