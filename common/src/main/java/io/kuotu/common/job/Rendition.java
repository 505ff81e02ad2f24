package io.kuotu.common.job;

/**
 * How results are written.
 *
 * @param format file format
 * @param quality 1 to 100, for the formats that lose; ignored by PNG
 */
public record Rendition(OutputFormat format, int quality) {
    public static final Rendition PNG = new Rendition(OutputFormat.PNG, 90);

    public Rendition {
        if (!format.isPicture()) {
            throw new IllegalArgumentException("no picture is written as " + format.label());
        }
        if (quality < 1 || quality > 100) {
            throw new IllegalArgumentException("quality is 1 to 100, not " + quality);
        }
    }
}
