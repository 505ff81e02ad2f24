package io.kuotu.common.provenance;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Where a file format has its XMP. Files that break off are {@link IndexOutOfBoundsException}. */
sealed interface Carrier permits JpegCarrier, PngCarrier, WebpCarrier {
    /** No packet of ours is larger; what is, is not read. */
    int MOST_BYTES = 1 << 20;

    /** Whether a file begins as those of this format do. */
    boolean carries(Bytes file);

    Optional<byte[]> packet(Bytes file);

    /**
     * Where C2PA's manifest store goes, behind the XMP; empty for formats that get none here.
     *
     * @param at byte of the file that it is put before
     * @param frame what the format puts around it
     */
    record Socket(long at, UnaryOperator<ByteBuffer> frame) {}

    Optional<Socket> socket(Bytes file);

    /** The file with this packet instead of any that it has; nothing else is changed. */
    List<Piece> with(Bytes file, byte[] packet);
}
