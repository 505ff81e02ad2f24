package io.kuotu.worker.simulate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kuotu.common.job.OutputFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/**
 * A comment in a finished file: equal requests get equal files, other requests others, as of real
 * models, though all their pixels are the same.
 */
final class Stamp {
    private static final int PNG_END = 12; // the chunk IEND: length, name, checksum
    private static final int CHUNK_FRAME = 12;
    private static final short JPEG_COMMENT = (short) 0xFFFE;
    private static final int JPEG_START = 2;
    private static final int RIFF_SIZE_AT = 4;
    private static final int RIFF_FRAME = 8;

    private Stamp() {}

    /**
     * @param text less than 60,000 characters of ASCII
     */
    static byte[] on(byte[] file, OutputFormat format, String text) {
        byte[] comment = text.getBytes(US_ASCII);
        return switch (format) {
            case PNG -> png(file, comment);
            case JPEG -> jpeg(file, comment);
            case WEBP -> webp(file, comment);
            case JSON, MP4 -> throw new IllegalArgumentException("no picture: " + format);
        };
    }

    private static byte[] png(byte[] file, byte[] comment) {
        byte[] named =
                ByteBuffer.allocate(8 + comment.length)
                        .put(ascii("Comment\0"))
                        .put(comment)
                        .array();
        CRC32 sum = new CRC32();
        sum.update(ascii("tEXt"));
        sum.update(named);
        int body = file.length - PNG_END;
        return ByteBuffer.allocate(file.length + CHUNK_FRAME + named.length)
                .put(file, 0, body)
                .putInt(named.length)
                .put(ascii("tEXt"))
                .put(named)
                .putInt((int) sum.getValue())
                .put(file, body, PNG_END)
                .array();
    }

    /** Behind the first segment, which JFIF wants to be the first. */
    private static byte[] jpeg(byte[] file, byte[] comment) {
        int segment = JPEG_START + 2;
        int head = segment + Short.toUnsignedInt(ByteBuffer.wrap(file).getShort(segment));
        return ByteBuffer.allocate(file.length + 4 + comment.length)
                .put(file, 0, head)
                .putShort(JPEG_COMMENT)
                .putShort((short) (2 + comment.length))
                .put(comment)
                .put(file, head, file.length - head)
                .array();
    }

    /** A chunk of a name that no reader knows, last. */
    private static byte[] webp(byte[] file, byte[] comment) {
        int padded = comment.length + comment.length % 2;
        ByteBuffer out =
                ByteBuffer.allocate(file.length + RIFF_FRAME + padded)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(file)
                        .put(ascii("NOTE"))
                        .putInt(comment.length)
                        .put(comment);
        return out.putInt(RIFF_SIZE_AT, out.capacity() - RIFF_FRAME).array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
