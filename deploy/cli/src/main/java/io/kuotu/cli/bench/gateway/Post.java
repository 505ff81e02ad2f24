package io.kuotu.cli.bench.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/**
 * A request to send again and again. Sixteen digits of a fresh number stand in each where {@link
 * #NUMBER} is in the text.
 */
final class Post {
    static final String NUMBER = "################";

    private final byte[] text;
    private final int number;

    private Post(String text) {
        this.text = text.getBytes(UTF_8);
        this.number = text.indexOf(NUMBER);
    }

    /**
     * @param headers a line each, with its line end
     * @param json the body
     */
    static Post of(String path, String headers, String json) {
        return new Post(
                "POST "
                        + path
                        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                        + headers
                        + "Content-Length: "
                        + json.getBytes(UTF_8).length
                        + "\r\n\r\n"
                        + json);
    }

    int bytes() {
        return text.length;
    }

    /**
     * Writes the request with this number into an empty buffer, and makes that ready to be read.
     */
    void write(ByteBuffer out, long fresh) {
        out.clear().put(text);
        if (number >= 0) {
            for (int i = 0; i < NUMBER.length(); i++) {
                out.put(number + i, (byte) Character.forDigit((int) (fresh >>> (4 * i)) & 15, 16));
            }
        }
        out.flip();
    }
}
