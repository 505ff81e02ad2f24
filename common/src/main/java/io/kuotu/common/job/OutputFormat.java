package io.kuotu.common.job;

import java.util.Locale;

/** How a result is written: pictures as one of three, and what tells of a chain. */
public enum OutputFormat {
    PNG("png", "image/png", true),
    JPEG("jpg", "image/jpeg", false),
    WEBP("webp", "image/webp", false),
    JSON("json", "application/json", true),
    MP4("mp4", "video/mp4", false);

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

    /** Whether a request may ask for it. */
    public boolean isPicture() {
        return this != JSON && this != MP4;
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
