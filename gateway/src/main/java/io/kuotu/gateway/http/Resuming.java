package io.kuotu.gateway.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads an object on where a read broke off: a store hangs up on who reads slowly. One thread's.
 */
final class Resuming implements AutoCloseable {
    /** Opens the object. */
    @FunctionalInterface
    interface Opener {
        /**
         * @param from first byte
         */
        InputStream open(long from) throws IOException;
    }

    private final Opener opener;
    private long at;
    private InputStream in;

    Resuming(Opener opener, long from) throws IOException {
        this.opener = opener;
        this.at = from;
        this.in = opener.open(from);
    }

    /**
     * Reads 1 to {@code most} bytes. Throws {@link IOException} where none come even after the
     * object was opened again.
     */
    int read(byte[] into, int most) throws IOException {
        int read = fill(into, most);
        if (read == 0) {
            in.close();
            in = opener.open(at);
            read = fill(into, most);
        }
        if (read == 0) {
            throw new EOFException("nothing comes after byte " + at);
        }
        return read;
    }

    private int fill(byte[] into, int most) {
        int filled = 0;
        try {
            while (filled < most) {
                int read = in.read(into, filled, most - filled);
                if (read <= 0) {
                    break;
                }
                filled += read;
                at += read;
            }
        } catch (IOException e) { // what came before counts; the next read finds out
            return filled;
        }
        return filled;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
