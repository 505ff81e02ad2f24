package io.kuotu.common.provenance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Marks in PNG, JPEG and WebP files. A file is copied with its mark; its pixels are never decoded,
 * so they stay what they are, and a large file takes no memory. Blocks; thread safe.
 */
public final class MarkedFile {
    private static final List<Carrier> CARRIERS =
            List.of(new PngCarrier(), new JpegCarrier(), new WebpCarrier());

    private MarkedFile() {}

    /**
     * Empty where the file has no XMP, or is of another format. Throws {@link
     * IllegalArgumentException} where the file breaks off or its XMP cannot be read.
     */
    public static Optional<Mark> read(Path file) throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ);
                Arena arena = Arena.ofConfined()) {
            Bytes bytes = Bytes.of(in, arena);
            for (Carrier carrier : CARRIERS) {
                if (carrier.carries(bytes)) {
                    return carrier.packet(bytes).map(XmpReader::read);
                }
            }
            return Optional.empty();
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("the file breaks off", e);
        }
    }

    /**
     * @param from PNG, JPEG or WebP; stays as it is
     * @param to is overwritten
     * @param claim what the picture says of itself
     * @param key that signs it, where there is one
     */
    public static void write(Path from, Path to, Claim claim, Optional<SigningKey> key)
            throws IOException {
        byte[] packet = Xmp.write(claim, Mark.of(claim, key));
        join(from, to, bytes -> carrier(bytes).with(bytes, packet));
    }

    /**
     * A file with a label, in memory.
     *
     * @param file PNG, JPEG or WebP
     */
    public static byte[] labelled(byte[] file, Label label) {
        Bytes bytes = new Bytes(MemorySegment.ofArray(file));
        ByteArrayOutputStream out = new ByteArrayOutputStream(file.length + 2048);
        for (Piece piece : carrier(bytes).with(bytes, Xmp.write(label))) {
            switch (piece) {
                case Piece.Added(ByteBuffer added) -> {
                    byte[] all = new byte[added.remaining()];
                    added.duplicate().get(all);
                    out.writeBytes(all);
                }
                case Piece.Kept(long from, long to) -> out.writeBytes(bytes.copy(from, to - from));
            }
        }
        return out.toByteArray();
    }

    /** Puts a file together of parts of another one and new ones. */
    static void join(Path from, Path to, Function<Bytes, List<Piece>> plan) throws IOException {
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel out =
                        FileChannel.open(
                                to,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING);
                Arena arena = Arena.ofConfined()) {
            for (Piece piece : plan.apply(Bytes.of(in, arena))) {
                copy(piece, in, out);
            }
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("the file breaks off", e);
        }
    }

    static Carrier carrier(Bytes file) {
        return CARRIERS.stream()
                .filter(carrier -> carrier.carries(file))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no PNG, JPEG or WebP"));
    }

    private static void copy(Piece piece, FileChannel in, FileChannel out) throws IOException {
        switch (piece) {
            case Piece.Added(ByteBuffer bytes) -> {
                ByteBuffer rest = bytes.duplicate();
                while (rest.hasRemaining()) {
                    out.write(rest);
                }
            }
            case Piece.Kept(long from, long to) -> {
                long at = from;
                while (at < to) {
                    long copied = in.transferTo(at, to - at, out);
                    if (copied <= 0) { // a chunk that claims more than there is
                        throw new IllegalArgumentException("the file breaks off");
                    }
                    at += copied;
                }
            }
        }
    }
}
