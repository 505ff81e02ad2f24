package io.kuotu.worker.drift;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * An animated WebP of still ones: the container's chunks around the frames' own, as Google's
 * specification has them. Nothing is encoded anew.
 */
final class AnimatedWebp {
    private static final int MOST_SIDE = 1 << 24;
    private static final int MOST_MILLIS = (1 << 24) - 1;
    private static final int RIFF_HEAD = 12;
    private static final int CHUNK_HEAD = 8;
    private static final byte ANIMATION = 0x02;
    private static final byte ALPHA = 0x10;
    private static final byte NO_BLENDING = 0x02;
    private static final byte DISPOSE = 0x01;

    private AnimatedWebp() {}

    /**
     * @param file a still WebP
     * @param width in px
     * @param height in px
     * @param millis how long it is shown
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Frame(byte[] file, int width, int height, int millis) {}

    /**
     * Frames are shown in the middle of a black canvas that holds the largest; again and again.
     *
     * @param frames at least one
     */
    static byte[] of(List<Frame> frames) {
        int width = frames.stream().mapToInt(Frame::width).max().orElseThrow();
        int height = frames.stream().mapToInt(Frame::height).max().orElseThrow();
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        chunks.writeBytes(chunk("VP8X", head(frames, width, height)));
        chunks.writeBytes(chunk("ANIM", little(6).putInt(0xFF000000).putShort((short) 0).array()));
        for (Frame frame : frames) {
            chunks.writeBytes(chunk("ANMF", frame(frame, width, height)));
        }
        byte[] body = chunks.toByteArray();
        return little(RIFF_HEAD + body.length)
                .put(ascii("RIFF"))
                .putInt(4 + body.length)
                .put(ascii("WEBP"))
                .put(body)
                .array();
    }

    private static byte[] head(List<Frame> frames, int width, int height) {
        boolean transparent = frames.stream().anyMatch(f -> stillsOf(f.file()).alpha());
        byte[] head = new byte[10];
        head[0] = (byte) (ANIMATION | (transparent ? ALPHA : 0));
        ByteBuffer sides = ByteBuffer.wrap(head, 4, 6);
        three(sides, width - 1);
        three(sides, height - 1);
        return head;
    }

    /** Its place is even, as the format counts in twos. */
    private static byte[] frame(Frame frame, int width, int height) {
        if (frame.width() > MOST_SIDE || frame.height() > MOST_SIDE) {
            throw new IllegalArgumentException("too large for a WebP");
        }
        byte[] data = stillsOf(frame.file()).data();
        byte[] chunk = new byte[16 + data.length];
        ByteBuffer out = ByteBuffer.wrap(chunk);
        three(out, (width - frame.width()) / 4);
        three(out, (height - frame.height()) / 4);
        three(out, frame.width() - 1);
        three(out, frame.height() - 1);
        three(out, Math.clamp(frame.millis(), 1, MOST_MILLIS));
        out.put((byte) (NO_BLENDING | DISPOSE)).put(data);
        return chunk;
    }

    /**
     * What a still file has of a frame.
     *
     * @param data its chunks ALPH, VP8 and VP8L, whole
     * @param alpha whether it may be transparent
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Still(byte[] data, boolean alpha) {}

    private static Still stillsOf(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        boolean alpha = false;
        int at = RIFF_HEAD;
        while (at + CHUNK_HEAD <= file.length) {
            String name = new String(file, at, 4, US_ASCII);
            int size = in.getInt(at + 4);
            int next = at + CHUNK_HEAD + size + size % 2;
            if (name.equals("ALPH") || name.equals("VP8 ") || name.equals("VP8L")) {
                data.write(file, at, next - at);
                alpha |= name.equals("ALPH") || (name.equals("VP8L") && lossless(in, at));
            }
            at = next;
        }
        if (data.size() == 0) {
            throw new IllegalArgumentException("no still WebP");
        }
        return new Still(data.toByteArray(), alpha);
    }

    /** Whether a lossless picture says that it is transparent: a bit behind both sides. */
    private static boolean lossless(ByteBuffer in, int at) {
        return (in.getInt(at + CHUNK_HEAD + 1) >>> 28 & 1) == 1;
    }

    private static byte[] chunk(String name, byte[] data) {
        return little(CHUNK_HEAD + data.length + data.length % 2)
                .put(ascii(name))
                .putInt(data.length)
                .put(data)
                .array();
    }

    private static void three(ByteBuffer out, int value) {
        out.put((byte) value).put((byte) (value >> 8)).put((byte) (value >> 16));
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
