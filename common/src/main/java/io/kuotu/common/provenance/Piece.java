package io.kuotu.common.provenance;

import java.nio.ByteBuffer;

/** A part of a file that is put together anew. */
sealed interface Piece {
    /** Bytes of the old file, from one place (included) to another (not). */
    record Kept(long from, long to) implements Piece {}

    /** New ones: the buffer's whole, whatever its position. */
    record Added(ByteBuffer bytes) implements Piece {
        public Added {
            bytes = bytes.duplicate().order(bytes.order()).rewind();
        }
    }
}
