package io.kuotu.common.provenance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * A file, mapped. What lies beyond its end is an {@link IndexOutOfBoundsException}.
 *
 * @param segment of all of it
 */
record Bytes(MemorySegment segment) {
    private static final ValueLayout.OfInt BIG_INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt LITTLE_INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort BIG_SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /** Good for as long as the arena is open. */
    static Bytes of(FileChannel file, Arena arena) throws IOException {
        return new Bytes(file.map(FileChannel.MapMode.READ_ONLY, 0, file.size(), arena));
    }

    long size() {
        return segment.byteSize();
    }

    int unsignedByte(long at) {
        return segment.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
    }

    int bigShort(long at) {
        return segment.get(BIG_SHORT, at) & 0xFFFF;
    }

    long bigInt(long at) {
        return Integer.toUnsignedLong(segment.get(BIG_INT, at));
    }

    long littleInt(long at) {
        return Integer.toUnsignedLong(segment.get(LITTLE_INT, at));
    }

    byte[] copy(long at, long length) {
        return segment.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
    }

    String latin(long at, int length) {
        return new String(copy(at, length), ISO_8859_1);
    }

    /** False also where the file ends before it. */
    boolean has(long at, byte[] wanted) {
        return at >= 0
                && at + wanted.length <= size()
                && segment.asSlice(at, wanted.length).mismatch(MemorySegment.ofArray(wanted)) < 0;
    }
}
