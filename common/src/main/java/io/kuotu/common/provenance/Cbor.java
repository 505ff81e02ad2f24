package io.kuotu.common.provenance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;

/** Writes CBOR (RFC 8949), every length in front: what C2PA's claims are made of. */
final class Cbor {
    private static final int UNSIGNED = 0;
    private static final int NEGATIVE = 1;
    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int ARRAY = 4;
    private static final int MAP = 5;
    private static final int TAG = 6;
    private static final int NULL = 0xF6;
    private static final int FALSE = 0xF4;
    private static final int TRUE = 0xF5;

    /** A value that a number says more about. */
    record Tagged(int tag, Object value) {}

    /** No value. */
    record Nothing() {}

    static final Nothing NOTHING = new Nothing();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private Cbor() {}

    /**
     * @param value whole numbers, text, bytes, truth, lists, maps (in their order), {@link Tagged},
     *     {@link #NOTHING}
     */
    static byte[] of(Object value) {
        Cbor cbor = new Cbor();
        cbor.put(value);
        return cbor.out.toByteArray();
    }

    private void put(Object value) {
        switch (value) {
            case Nothing _ -> out.write(NULL);
            case Boolean truth -> out.write(truth ? TRUE : FALSE);
            case Integer number -> put(number.longValue());
            case Long number -> put(number.longValue());
            case String text -> {
                head(TEXT, text.getBytes(UTF_8).length);
                out.writeBytes(text.getBytes(UTF_8));
            }
            case byte[] bytes -> {
                head(BYTES, bytes.length);
                out.writeBytes(bytes);
            }
            case List<?> list -> {
                head(ARRAY, list.size());
                list.forEach(this::put);
            }
            case Map<?, ?> map -> {
                head(MAP, map.size());
                map.forEach(
                        (key, entry) -> {
                            put(key);
                            put(entry);
                        });
            }
            case Tagged tagged -> {
                head(TAG, tagged.tag());
                put(tagged.value());
            }
            default -> throw new IllegalArgumentException("no CBOR: " + value.getClass());
        }
    }

    private void put(long number) {
        head(number < 0 ? NEGATIVE : UNSIGNED, number < 0 ? -1 - number : number);
    }

    /** A kind and a number, in as few bytes as it takes. */
    private void head(int kind, long number) {
        int first = kind << 5;
        if (number < 24) {
            out.write(first | (int) number);
            return;
        }
        int power = number < 1L << 8 ? 0 : number < 1L << 16 ? 1 : number < 1L << 32 ? 2 : 3;
        out.write(first | 24 + power);
        for (int shift = (8 << power) - 8; shift >= 0; shift -= 8) {
            out.write((int) (number >>> shift));
        }
    }
}
