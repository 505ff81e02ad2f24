package io.kuotu.common.job;

import java.util.Locale;

/** What a running job is doing. */
public enum Stage {
    PREPARE,
    DENOISE,
    UPSCALE,
    FINISH;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
