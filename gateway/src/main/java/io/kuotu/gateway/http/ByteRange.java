package io.kuotu.gateway.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a file.
 *
 * @param from first byte
 * @param to after the last byte
 */
record ByteRange(long from, long to) {
    private static final Pattern FORM = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /**
     * Of the header {@code Range}. Empty where it is to be ignored: several ranges, or none that
     * makes sense. One that lies beyond the file is a range without a byte.
     *
     * @param header its value
     * @param size of the file, bytes
     */
    static Optional<ByteRange> of(String header, long size) {
        Matcher range = FORM.matcher(header.strip());
        if (!range.matches() || header.strip().equals("bytes=-")) {
            return Optional.empty();
        }
        if (range.group(1).isEmpty()) {
            long last = Long.parseLong(range.group(2));
            return Optional.of(new ByteRange(Math.max(0, size - last), size));
        }
        long from = Long.parseLong(range.group(1));
        long to = range.group(2).isEmpty() ? size : Long.parseLong(range.group(2)) + 1;
        if (!range.group(2).isEmpty() && to <= from) {
            return Optional.empty();
        }
        return Optional.of(new ByteRange(Math.min(from, size), Math.min(to, size)));
    }

    boolean isEmpty() {
        return from >= to;
    }

    long bytes() {
        return to - from;
    }

    /** As the header {@code Content-Range} has it. */
    String of(long size) {
        return "bytes " + from + "-" + (to - 1) + "/" + size;
    }
}
