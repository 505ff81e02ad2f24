package io.kuotu.common.picture;

import static java.util.Objects.requireNonNull;

/**
 * What the structure of a picture file tells.
 *
 * @param format of the file
 * @param storedWidth in px, as the file has it
 * @param storedHeight in px, as the file has it
 * @param orientation EXIF orientation, 1 to 8; 5 to 8 swap width and height when the picture is
 *     seen
 * @param animated whether it has several frames
 */
public record PictureHeader(
        Format format, int storedWidth, int storedHeight, int orientation, boolean animated) {
    public PictureHeader {
        requireNonNull(format, "format is null");
        if (orientation < 1 || orientation > 8) {
            throw new IllegalArgumentException("an EXIF orientation is 1 to 8, not " + orientation);
        }
    }

    /** File formats that are read. */
    public enum Format {
        JPEG("image/jpeg"),
        PNG("image/png"),
        WEBP("image/webp"),
        GIF("image/gif");

        private final String mediaType;

        Format(String mediaType) {
            this.mediaType = mediaType;
        }

        public String mediaType() {
            return mediaType;
        }
    }

    /** Width in px as the picture is seen. */
    public int width() {
        return orientation >= 5 ? storedHeight : storedWidth;
    }

    /** Height in px as the picture is seen. */
    public int height() {
        return orientation >= 5 ? storedWidth : storedHeight;
    }

    public long pixels() {
        return (long) storedWidth * storedHeight;
    }
}
