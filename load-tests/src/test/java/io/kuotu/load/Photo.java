package io.kuotu.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import javax.imageio.ImageIO;

/** A small photograph that every caller hands in as a file of its own. Immutable. */
final class Photo {
    private static final String SAMPLE = "/picos-de-europa.jpg";
    private static final short COMMENT = (short) 0xFFFE;
    private static final int START_OF_IMAGE_BYTES = 2;
    private static final int MARKER_BYTES = 2;
    private static final int LENGTH_BYTES = 2;

    private final byte[] jpeg;

    private Photo(byte[] jpeg) {
        this.jpeg = jpeg;
    }

    /**
     * The sample, made smaller.
     *
     * @param side the longer one, in px
     */
    static Photo ofSide(int side) {
        try (InputStream in = Objects.requireNonNull(Photo.class.getResourceAsStream(SAMPLE))) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(reduced(ImageIO.read(in), side), "jpeg", out);
            return new Photo(out.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the sample photograph", e);
        }
    }

    private static BufferedImage reduced(BufferedImage source, int side) {
        double scale = (double) side / Math.max(source.getWidth(), source.getHeight());
        int width = (int) Math.round(source.getWidth() * scale);
        int height = (int) Math.round(source.getHeight() * scale);
        BufferedImage target = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D canvas = target.createGraphics();
        canvas.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        canvas.drawImage(source, 0, 0, width, height, null);
        canvas.dispose();
        return target;
    }

    /**
     * The same pixels in a file that differs by a comment: a file that is stored already would not
     * be stored again, and accepting it would look cheaper than it is.
     */
    byte[] copy(long number) {
        byte[] text = Long.toString(number).getBytes(US_ASCII);
        int head = headBytes();
        return ByteBuffer.allocate(jpeg.length + MARKER_BYTES + LENGTH_BYTES + text.length)
                .put(jpeg, 0, head)
                .putShort(COMMENT)
                .putShort((short) (LENGTH_BYTES + text.length))
                .put(text)
                .put(jpeg, head, jpeg.length - head)
                .array();
    }

    /** Up to the end of the first segment, which JFIF wants to be the first. */
    private int headBytes() {
        int start = START_OF_IMAGE_BYTES + MARKER_BYTES;
        return start + Short.toUnsignedInt(ByteBuffer.wrap(jpeg).getShort(start));
    }
}
