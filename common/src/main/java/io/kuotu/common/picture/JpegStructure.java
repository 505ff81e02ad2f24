package io.kuotu.common.picture;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The marker segments of a JPEG file. */
final class JpegStructure {
    private static final int START_OF_SCAN = 0xDA;
    private static final int END_OF_IMAGE = 0xD9;

    private JpegStructure() {}

    /**
     * Whether an end marker follows the picture's data. Inside entropy-coded data every 0xFF is
     * followed by 0x00 or a restart marker, so the end marker cannot appear there by chance;
     * thumbnails, which have their own, lie in segments before it.
     */
    static boolean hasEnd(Path file) throws IOException {
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            skipToScan(in);
            return findEnd(in);
        } catch (EOFException e) {
            return false;
        }
    }

    private static void skipToScan(DataInputStream in) throws IOException {
        in.readUnsignedShort(); // start of image
        while (true) {
            int marker = in.readUnsignedByte();
            while (marker != 0xFF) {
                marker = in.readUnsignedByte();
            }
            while (marker == 0xFF) {
                marker = in.readUnsignedByte();
            }
            int length = in.readUnsignedShort();
            if (length < 2) {
                throw new EOFException();
            }
            in.skipNBytes(length - 2L);
            if (marker == START_OF_SCAN) {
                return;
            }
        }
    }

    private static boolean findEnd(InputStream in) throws IOException {
        int before = 0;
        for (int now = in.read(); now >= 0; now = in.read()) {
            if (before == 0xFF && now == END_OF_IMAGE) {
                return true;
            }
            before = now;
        }
        return false;
    }
}
