package io.kuotu.standalone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes to a server, bytes from it: no client stands between that would mend or refuse them. */
final class RawHttp {
    private static final Pattern STATUS = Pattern.compile("(?:^|\\n)HTTP/1\\.[01] (\\d{3}) ");
    private static final int LARGEST = 1 << 20;

    private final int port;
    private final int patienceMs;

    /**
     * @param patienceMs that the server has for its answer and for hanging up
     */
    RawHttp(URI server, int patienceMs) {
        this.port = server.getPort();
        this.patienceMs = patienceMs;
    }

    /**
     * @param text all that came
     * @param ended whether the server hung up, or else began a stream of events
     */
    record Said(String text, boolean ended) {
        /** Of the first answer; 0 where there is none. */
        int status() {
            Matcher found = STATUS.matcher(text);
            return found.find() ? Integer.parseInt(found.group(1)) : 0;
        }

        boolean hasServerError() {
            Matcher found = STATUS.matcher(text);
            boolean any = false;
            while (found.find()) {
                any |= found.group(1).startsWith("5");
            }
            return any;
        }
    }

    Said say(String request) throws IOException {
        return say(request.getBytes(ISO_8859_1));
    }

    /** Returns when the server hangs up, begins a stream of events, or is out of patience. */
    Said say(byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(patienceMs);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            try {
                socket.getOutputStream().write(request);
                boolean ended = read(socket.getInputStream(), all);
                return new Said(all.toString(ISO_8859_1), ended);
            } catch (SocketTimeoutException e) {
                return new Said(all.toString(ISO_8859_1), false);
            } catch (IOException e) { // hung up before it had read all: so be it
                return new Said(all.toString(ISO_8859_1), true);
            }
        }
    }

    private static boolean read(InputStream in, ByteArrayOutputStream all) throws IOException {
        byte[] part = new byte[8192];
        for (int n = in.read(part); n >= 0; n = in.read(part)) {
            all.write(part, 0, n);
            if (all.size() > LARGEST || all.toString(ISO_8859_1).contains("text/event-stream")) {
                return true;
            }
        }
        return true;
    }
}
