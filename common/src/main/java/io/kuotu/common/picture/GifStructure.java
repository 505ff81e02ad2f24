package io.kuotu.common.picture;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** The end of a GIF file. */
final class GifStructure {
    private static final int TRAILER = 0x3B;

    private GifStructure() {}

    /** Whether the trailer is the last byte, but for zeros that some writers add. */
    static boolean hasTrailer(Path file) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            for (long at = in.length() - 1; at >= 0; at--) {
                in.seek(at);
                int last = in.read();
                if (last != 0) {
                    return last == TRAILER;
                }
            }
            return false;
        }
    }
}
