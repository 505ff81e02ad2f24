package io.kuotu.common.picture;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The container of WebP. */
final class RiffStructure {
    private static final int HEADER_BYTES = 8;

    private RiffStructure() {}

    /** Whether the file is as long as its header says. */
    static boolean isComplete(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            in.readInt(); // "RIFF"
            long claimed = Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
            return Files.size(file) >= claimed + HEADER_BYTES;
        }
    }
}
