package io.kuotu.common.provenance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Boxes of ISO/IEC 19566-5, as C2PA nests them: each has a kind and a label. */
final class Jumbf {
    /** Kinds differ in their first four bytes. */
    private static final byte[] KIND_REST = HexFormat.of().parseHex("00110010800000aa00389b71");

    private static final byte REQUESTABLE_WITH_LABEL = 3;
    private static final int FRAME = 8; // length, type

    private Jumbf() {}

    /** A box in a box: what {@link #box} makes, without its length and type, is what is hashed. */
    static byte[] contents(String kind, String label, byte[]... boxes) {
        byte[] name = (label + "\0").getBytes(UTF_8);
        ByteBuffer description =
                ByteBuffer.allocate(4 + KIND_REST.length + 1 + name.length)
                        .put(kind.getBytes(UTF_8))
                        .put(KIND_REST)
                        .put(REQUESTABLE_WITH_LABEL)
                        .put(name);
        byte[] first = box("jumd", description.array());
        int length = first.length;
        for (byte[] box : boxes) {
            length += box.length;
        }
        ByteBuffer all = ByteBuffer.allocate(length).put(first);
        for (byte[] box : boxes) {
            all.put(box);
        }
        return all.array();
    }

    /** One that holds others. */
    static byte[] labelled(String kind, String label, byte[]... boxes) {
        return box("jumb", contents(kind, label, boxes));
    }

    static byte[] box(String type, byte[] data) {
        return ByteBuffer.allocate(FRAME + data.length)
                .putInt(FRAME + data.length)
                .put(type.getBytes(UTF_8))
                .put(data)
                .array();
    }
}
