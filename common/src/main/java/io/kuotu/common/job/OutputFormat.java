package io.kuotu.common.job;

import java.util.Locale;

/** How a result is written. */
public enum OutputFormat {
    PNG("png", "image/png", true),
    JPEG("jpg", "image/jpeg", false),
    WEBP("webp", "image/webp", false);

    private final String extension;
    private final String mediaType;
    private final boolean lossless;

    OutputFormat(String extension, String mediaType, boolean lossless) {
        this.extension = extension;
        this.mediaType = mediaType;
        this.lossless = lossless;
    }

    public String extension() {
        return extension;
    }

    public String mediaType() {
        return mediaType;
    }

    /** Whether the source's pixels come back byte for byte. */
    public boolean isLossless() {
        return lossless;
    }

    /** As written in requests. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
