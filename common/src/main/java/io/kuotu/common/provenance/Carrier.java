package io.kuotu.common.provenance;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/** Where a file format has its XMP. Files that break off are {@link IndexOutOfBoundsException}. */
sealed interface Carrier permits JpegCarrier, PngCarrier, WebpCarrier {
    /** No packet of ours is larger; what is, is not read. */
    int MOST_BYTES = 1 << 20;

    /** Whether a file begins as those of this format do. */
    boolean carries(Bytes file);

    Optional<byte[]> packet(Bytes file);

    /**
     * Where C2PA's manifest store goes, behind the XMP.
     *
     * @param at byte of the file that it is put before
     * @param frame what the format puts around it
     * @param head the file's first bytes, for the length of that: formats that count their bytes
     *     there count these, too; as many as before, none where nothing changes
     */
    record Socket(long at, UnaryOperator<ByteBuffer> frame, IntFunction<ByteBuffer> head) {
        /** Of formats that begin alike however long they are. */
        Socket(long at, UnaryOperator<ByteBuffer> frame) {
            this(at, frame, _ -> ByteBuffer.allocate(0));
        }
    }

    /** Empty where there is no place for it, as in a file without a picture. */
    Optional<Socket> socket(Bytes file);

    /** The file with this packet instead of any that it has; nothing else is changed. */
    List<Piece> with(Bytes file, byte[] packet);
}
