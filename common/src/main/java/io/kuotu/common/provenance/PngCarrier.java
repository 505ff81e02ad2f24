package io.kuotu.common.provenance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.InflaterInputStream;

/** PNG: a chunk of international text, before the pixels, where every reader looks. */
final class PngCarrier implements Carrier {
    private static final byte[] START = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final byte[] KEYWORD = "XML:com.adobe.xmp\0".getBytes(ISO_8859_1);
    private static final byte[] TYPE = "iTXt".getBytes(ISO_8859_1);
    private static final byte[] CREDENTIALS = "caBX".getBytes(ISO_8859_1);
    private static final int FRAME = 12; // length, type, checksum
    private static final int DATA = 8; // behind length and type

    /** Behind the keyword: how it is packed (2 bytes), language, translated keyword. */
    private static final int PLAIN = 4;

    private record Chunk(long at, long length, String type) {
        long end() {
            return at + FRAME + length;
        }

        boolean isXmp(Bytes file) {
            return type.equals("iTXt") && file.has(at + DATA, KEYWORD);
        }
    }

    @Override
    public boolean carries(Bytes file) {
        return file.has(0, START);
    }

    private static List<Chunk> chunks(Bytes file) {
        List<Chunk> chunks = new ArrayList<>();
        long at = START.length;
        while (at < file.size()) {
            Chunk chunk = new Chunk(at, file.bigInt(at), file.latin(at + 4, 4));
            chunks.add(chunk);
            at = chunk.end();
            if (chunk.type().equals("IEND")) {
                break;
            }
        }
        return chunks;
    }

    @Override
    public Optional<byte[]> packet(Bytes file) {
        return chunks(file).stream()
                .filter(chunk -> chunk.isXmp(file) && chunk.length() <= MOST_BYTES)
                .findFirst()
                .map(chunk -> text(file, chunk));
    }

    private static byte[] text(Bytes file, Chunk chunk) {
        long end = chunk.end() - 4;
        long packed = chunk.at() + DATA + KEYWORD.length;
        long language = behindZero(file, packed + 2);
        long text = behindZero(file, language);
        byte[] bytes = file.copy(text, end - text);
        return file.unsignedByte(packed) == 0 ? bytes : inflated(bytes);
    }

    private static long behindZero(Bytes file, long at) {
        long found = at;
        while (file.unsignedByte(found) != 0) {
            found++;
        }
        return found + 1;
    }

    private static byte[] inflated(byte[] bytes) {
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
            return in.readNBytes(MOST_BYTES);
        } catch (IOException e) {
            throw new IllegalArgumentException("the XMP cannot be unpacked", e);
        }
    }

    @Override
    public Optional<Socket> socket(Bytes file) {
        return chunks(file).stream()
                .filter(chunk -> chunk.type().equals("IDAT"))
                .findFirst()
                .map(chunk -> new Socket(chunk.at(), store -> chunk(CREDENTIALS, store)));
    }

    @Override
    public List<Piece> with(Bytes file, byte[] packet) {
        List<Piece> pieces = new ArrayList<>();
        pieces.add(new Piece.Kept(0, START.length));
        boolean added = false;
        for (Chunk chunk : chunks(file)) {
            if (!added && chunk.type().equals("IDAT")) {
                pieces.add(new Piece.Added(chunk(TYPE, text(packet))));
                added = true;
            }
            if (!chunk.isXmp(file)) {
                pieces.add(new Piece.Kept(chunk.at(), chunk.end()));
            }
        }
        return pieces;
    }

    private static ByteBuffer text(byte[] packet) {
        return ByteBuffer.allocate(KEYWORD.length + PLAIN + packet.length)
                .put(KEYWORD)
                .put(new byte[PLAIN])
                .put(packet)
                .flip();
    }

    private static ByteBuffer chunk(byte[] type, ByteBuffer data) {
        int length = data.remaining();
        ByteBuffer chunk = ByteBuffer.allocate(FRAME + length);
        chunk.putInt(length).put(type).put(data.duplicate());
        CRC32 sum = new CRC32();
        sum.update(chunk.array(), 4, 4 + length);
        return chunk.putInt((int) sum.getValue());
    }
}
