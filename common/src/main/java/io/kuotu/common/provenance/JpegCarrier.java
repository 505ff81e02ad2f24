package io.kuotu.common.provenance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** JPEG: a segment APP1, behind those that want to be first (JFIF, EXIF). */
final class JpegCarrier implements Carrier {
    private static final byte[] START = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};
    private static final byte[] NAME = "http://ns.adobe.com/xap/1.0/\0".getBytes(ISO_8859_1);
    private static final byte[] EXIF = "Exif\0".getBytes(ISO_8859_1);
    private static final int APP0 = 0xE0;
    private static final int APP1 = 0xE1;
    private static final int APP11 = 0xEB;
    private static final byte[] BOXES = {'J', 'P'};
    private static final int START_OF_SCAN = 0xDA;
    private static final int DATA = 4; // behind marker and length
    private static final int MOST = 0xFFFF - 2;

    private record Segment(long at, int marker, int length) {
        long end() {
            return at + 2 + length;
        }

        boolean isXmp(Bytes file) {
            return marker == APP1 && file.has(at + DATA, NAME);
        }

        boolean wantsToBeFirst(Bytes file) {
            return marker == APP0 || (marker == APP1 && file.has(at + DATA, EXIF));
        }
    }

    @Override
    public boolean carries(Bytes file) {
        return file.has(0, START);
    }

    /** Those before the picture's data. */
    private static List<Segment> segments(Bytes file) {
        List<Segment> segments = new ArrayList<>();
        long at = 2;
        while (true) {
            while (file.unsignedByte(at + 1) == 0xFF) { // padding
                at++;
            }
            int marker = file.unsignedByte(at + 1);
            if (file.unsignedByte(at) != 0xFF || marker == START_OF_SCAN) {
                return segments;
            }
            Segment segment = new Segment(at, marker, file.bigShort(at + 2));
            segments.add(segment);
            at = segment.end();
        }
    }

    @Override
    public Optional<byte[]> packet(Bytes file) {
        return segments(file).stream()
                .filter(segment -> segment.isXmp(file))
                .findFirst()
                .map(
                        segment -> {
                            long from = segment.at() + DATA + NAME.length;
                            return file.copy(from, segment.end() - from);
                        });
    }

    @Override
    public Optional<Socket> socket(Bytes file) {
        long at = 2;
        for (Segment segment : segments(file)) {
            if (!segment.wantsToBeFirst(file) && !segment.isXmp(file)) {
                break;
            }
            at = segment.end();
        }
        return Optional.of(new Socket(at, JpegCarrier::credentials));
    }

    /** One segment of JPEG XT's boxes: the first packet of the first box. */
    private static ByteBuffer credentials(ByteBuffer store) {
        int length = 2 + 8 + store.remaining();
        if (length > MOST) {
            throw new IllegalArgumentException(
                    "a JPEG takes no C2PA manifest of "
                            + store.remaining()
                            + " bytes in one segment");
        }
        return ByteBuffer.allocate(2 + length)
                .put((byte) 0xFF)
                .put((byte) APP11)
                .putShort((short) length)
                .put(BOXES)
                .putShort((short) 1)
                .putInt(1)
                .put(store.duplicate());
    }

    @Override
    public List<Piece> with(Bytes file, byte[] packet) {
        List<Piece> pieces = new ArrayList<>();
        pieces.add(new Piece.Kept(0, 2));
        long end = 2;
        boolean added = false;
        for (Segment segment : segments(file)) {
            if (!added && !segment.wantsToBeFirst(file)) {
                pieces.add(new Piece.Added(segment(packet)));
                added = true;
            }
            if (!segment.isXmp(file)) {
                pieces.add(new Piece.Kept(segment.at(), segment.end()));
            }
            end = segment.end();
        }
        if (!added) {
            pieces.add(new Piece.Added(segment(packet)));
        }
        pieces.add(new Piece.Kept(end, file.size()));
        return pieces;
    }

    private static ByteBuffer segment(byte[] packet) {
        int length = 2 + NAME.length + packet.length;
        if (length > MOST) {
            throw new IllegalArgumentException(
                    "a JPEG takes no XMP of " + packet.length + " bytes in one segment");
        }
        return ByteBuffer.allocate(2 + length)
                .put((byte) 0xFF)
                .put((byte) APP1)
                .putShort((short) length)
                .put(NAME)
                .put(packet);
    }
}
