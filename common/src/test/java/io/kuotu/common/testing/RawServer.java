package io.kuotu.common.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** A server of one script: says what it is told to, as slowly and as falsely as that may be. */
public final class RawServer implements AutoCloseable {
    /** What follows a request's head. */
    @FunctionalInterface
    public interface Script {
        void answer(String head, OutputStream out) throws IOException, InterruptedException;
    }

    private final ServerSocket socket;
    private final Script script;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<String> heads = new CopyOnWriteArrayList<>();

    private RawServer(ServerSocket socket, Script script) {
        this.socket = socket;
        this.script = script;
        Thread _ = Thread.startVirtualThread(this::accept);
    }

    public static RawServer at(String address, Script script) throws IOException {
        return new RawServer(new ServerSocket(0, 50, InetAddress.ofLiteral(address)), script);
    }

    /** On the same port as another server, at another address. */
    public static RawServer at(String address, int port, Script script) throws IOException {
        return new RawServer(new ServerSocket(port, 50, InetAddress.ofLiteral(address)), script);
    }

    public static RawServer withTls(SSLContext context, Script script) throws IOException {
        return new RawServer(
                context.getServerSocketFactory()
                        .createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1")),
                script);
    }

    /** The bytes of a text, sent at once. */
    public static Script saying(String text) {
        return (_, out) -> out.write(text.getBytes(ISO_8859_1));
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** How often somebody connected. */
    public int connections() {
        return connections.get();
    }

    /** Of requests so far. */
    public List<String> heads() {
        return List.copyOf(heads);
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket caller = socket.accept();
                connections.incrementAndGet();
                Thread _ = Thread.startVirtualThread(() -> serve(caller));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket caller) {
        try (caller) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(caller.getInputStream(), ISO_8859_1));
            StringBuilder head = new StringBuilder();
            for (String line = in.readLine();
                    line != null && !line.isEmpty();
                    line = in.readLine()) {
                head.append(line).append('\n');
            }
            heads.add(head.toString());
            script.answer(head.toString(), caller.getOutputStream());
            caller.getOutputStream().flush();
        } catch (IOException e) {
            // the other side has had enough, as some tests want it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
