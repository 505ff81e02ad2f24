package io.kuotu.common.provenance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * WebP: a chunk at the end, which the header chunk must announce. A plain file has no such header;
 * it gets one.
 */
final class WebpCarrier implements Carrier {
    private static final byte[] RIFF = "RIFF".getBytes(ISO_8859_1);
    private static final byte[] WEBP = "WEBP".getBytes(ISO_8859_1);
    private static final byte[] HEADER = "VP8X".getBytes(ISO_8859_1);
    private static final byte[] XMP = "XMP ".getBytes(ISO_8859_1);
    private static final byte[] CREDENTIALS = "C2PA".getBytes(ISO_8859_1);
    private static final int START = 12;
    private static final int FRAME = 8;
    private static final int HEADER_BYTES = 10;
    private static final int HAS_XMP = 0x04;
    private static final int HAS_ALPHA = 0x10;
    private static final int SIDE_MASK = 0x3FFF;

    private record Chunk(long at, long length, String type) {
        long data() {
            return at + FRAME;
        }

        /** Chunks begin at even places. */
        long end() {
            return data() + length + length % 2;
        }
    }

    @Override
    public boolean carries(Bytes file) {
        return file.has(0, RIFF) && file.has(8, WEBP);
    }

    private static List<Chunk> chunks(Bytes file) {
        List<Chunk> chunks = new ArrayList<>();
        long at = START;
        long end = Math.min(file.size(), FRAME + file.littleInt(4));
        while (at + FRAME <= end) {
            Chunk chunk = new Chunk(at, file.littleInt(at + 4), file.latin(at, 4));
            chunks.add(chunk);
            at = chunk.end();
        }
        return chunks;
    }

    @Override
    public Optional<byte[]> packet(Bytes file) {
        return chunks(file).stream()
                .filter(chunk -> chunk.type().equals("XMP ") && chunk.length() <= MOST_BYTES)
                .findFirst()
                .map(chunk -> file.copy(chunk.data(), chunk.length()));
    }

    /** Behind all chunks. */
    @Override
    public Optional<Socket> socket(Bytes file) {
        long end = chunks(file).getLast().end();
        return Optional.of(
                new Socket(
                        end,
                        store -> chunk(CREDENTIALS, store.remaining()).put(store),
                        more -> start(end + more - FRAME)));
    }

    /**
     * @param bytes that follow the first two fields
     */
    private static ByteBuffer start(long bytes) {
        return little(START).put(RIFF).putInt((int) bytes).put(WEBP);
    }

    @Override
    public List<Piece> with(Bytes file, byte[] packet) {
        List<Chunk> chunks = chunks(file);
        List<Piece> body = new ArrayList<>();
        long bytes = WEBP.length;
        body.add(new Piece.Added(header(file, chunks)));
        bytes += FRAME + HEADER_BYTES;
        for (Chunk chunk : chunks) {
            if (!chunk.type().equals("VP8X") && !chunk.type().equals("XMP ")) {
                body.add(new Piece.Kept(chunk.at(), chunk.end()));
                bytes += chunk.end() - chunk.at();
            }
        }
        ByteBuffer last = chunk(XMP, packet.length).put(packet);
        body.add(new Piece.Added(last));
        bytes += last.capacity();
        List<Piece> pieces = new ArrayList<>();
        pieces.add(new Piece.Added(start(bytes)));
        pieces.addAll(body);
        return pieces;
    }

    private static ByteBuffer chunk(byte[] type, int length) {
        return little(FRAME + length + length % 2).put(type).putInt(length);
    }

    private static ByteBuffer little(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer header(Bytes file, List<Chunk> chunks) {
        Chunk first =
                chunks.stream()
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "the WebP breaks off before its first chunk"));
        ByteBuffer header = chunk(HEADER, HEADER_BYTES);
        return switch (first.type()) {
            case "VP8X" -> {
                byte[] fields = file.copy(first.data(), HEADER_BYTES);
                fields[0] |= HAS_XMP;
                yield header.put(fields);
            }
            case "VP8L" -> lossless(header, file.littleInt(first.data() + 1));
            case "VP8 " -> {
                long size = file.littleInt(first.data() + 6); // behind frame tag and start code
                yield fields(header, 0, (int) (size & SIDE_MASK), (int) (size >> 16 & SIDE_MASK));
            }
            default ->
                    throw new IllegalArgumentException(
                            "the WebP begins with a chunk " + first.type());
        };
    }

    /** 14 bits of width less 1, 14 of height less 1, one that tells of transparency. */
    private static ByteBuffer lossless(ByteBuffer header, long bits) {
        int alpha = (bits >> 28 & 1) == 1 ? HAS_ALPHA : 0;
        return fields(
                header, alpha, 1 + (int) (bits & SIDE_MASK), 1 + (int) (bits >> 14 & SIDE_MASK));
    }

    private static ByteBuffer fields(ByteBuffer header, int flags, int width, int height) {
        header.putInt(HAS_XMP | flags);
        put24(header, width - 1);
        put24(header, height - 1);
        return header;
    }

    private static void put24(ByteBuffer to, int value) {
        to.put((byte) value).put((byte) (value >> 8)).put((byte) (value >> 16));
    }
}
