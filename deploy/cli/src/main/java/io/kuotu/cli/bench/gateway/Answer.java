package io.kuotu.cli.bench.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;

/**
 * Reads answers of HTTP/1.1 with a length off one connection, one after another. As little work as
 * will do: what the generator of load takes is missing to who is measured.
 */
final class Answer {
    private static final byte[] LENGTH = "content-length:".getBytes(US_ASCII);

    private static final int ACCEPTED = 202;

    private byte[] head = new byte[512];
    private int headLength;
    private long bodyLeft = -1; // negative: in the head
    private final StringBuilder body = new StringBuilder();
    private int status;

    boolean accepted() {
        return status == ACCEPTED;
    }

    /** What the answers said that were of another status. */
    String refusals() {
        return body.toString();
    }

    /** Takes all bytes; true when an answer ended with the last of them. */
    boolean take(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (bodyLeft < 0) {
                takeHead(bytes);
            } else {
                int skipped = (int) Math.min(bodyLeft, bytes.remaining());
                if (status != ACCEPTED) {
                    body.append(US_ASCII.decode(bytes.slice(bytes.position(), skipped)));
                }
                bytes.position(bytes.position() + skipped);
                bodyLeft -= skipped;
            }
            if (bodyLeft == 0) {
                bodyLeft = -1;
                headLength = 0;
                if (!bytes.hasRemaining()) {
                    return true;
                }
            }
        }
        return false;
    }

    private void takeHead(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (headLength == head.length) {
                head = Arrays.copyOf(head, 2 * headLength);
            }
            byte next = bytes.get();
            head[headLength++] = next;
            if (next == '\n' && headLength >= 4 && head[headLength - 3] == '\n') {
                status = Integer.parseInt(new String(head, 9, 3, US_ASCII));
                bodyLeft = length();
                return;
            }
        }
    }

    private long length() {
        for (int at = 0; at + LENGTH.length < headLength; at++) {
            if (head[at] == '\n' && isLength(at + 1)) {
                int end = at + 1 + LENGTH.length;
                int stop = end;
                while (head[stop] != '\r') {
                    stop++;
                }
                return Long.parseLong(new String(head, end, stop - end, US_ASCII).strip());
            }
        }
        throw new IllegalStateException(
                "an answer without a length: "
                        + new String(head, 0, headLength, US_ASCII).toLowerCase(Locale.ROOT));
    }

    private boolean isLength(int at) {
        if (at + LENGTH.length > headLength) {
            return false;
        }
        for (int i = 0; i < LENGTH.length; i++) {
            if ((head[at + i] | 0x20) != (LENGTH[i] | 0x20)) {
                return false;
            }
        }
        return true;
    }
}
