package io.kuotu.chaos.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TCP proxy on the loopback address whose {@link Condition} can be changed at any time. One
 * virtual thread takes connections, two carry the bytes of each. All methods are for any thread.
 */
public final class Link implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Link.class);
    private static final int PIECE = 16 << 10;
    private static final int CONNECT_WITHIN_MS = 2000;

    private final String name;
    private final int target;
    private final ServerSocket entrance;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Object changed = new Object();
    private volatile Condition condition = new Condition.Open(); // written under changed

    private Link(String name, ServerSocket entrance, int target) {
        this.name = name;
        this.entrance = entrance;
        this.target = target;
    }

    /**
     * @param port that it listens at; 0 is any free one
     * @param target port of this machine that it leads to
     */
    public static Link open(String name, int port, int target) {
        try {
            ServerSocket entrance = new ServerSocket();
            entrance.setReuseAddress(true);
            entrance.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            Link link = new Link(name, entrance, target);
            Thread _ = Thread.ofVirtual().name("link-" + name).start(link::accept);
            return link;
        } catch (IOException e) {
            throw new UncheckedIOException("no link at port " + port, e);
        }
    }

    public String name() {
        return name;
    }

    public int port() {
        return entrance.getLocalPort();
    }

    /** From now on. */
    public void become(Condition next) {
        synchronized (changed) {
            condition = next;
            changed.notifyAll();
        }
        if (next instanceof Condition.Cut) {
            open.forEach(Link::close);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = entrance.accept();
                Thread _ = Thread.ofVirtual().start(() -> connect(client));
            }
        } catch (IOException e) {
            LOG.debug("{} takes no more connections", name);
        }
    }

    @SuppressWarnings("resource") // closed by whoever carries its bytes
    private void connect(Socket client) {
        open.add(client);
        Socket server = new Socket();
        open.add(server);
        try {
            awaitPassage();
            server.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), target),
                    CONNECT_WITHIN_MS);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Thread _ = Thread.ofVirtual().start(() -> carry(client, server));
            carry(server, client);
        } catch (IOException | InterruptedException e) { // nobody there, or the link is cut
            forget(client);
            forget(server);
        }
    }

    /** One way, until one side ends it or the link is cut. */
    private void carry(Socket from, Socket to) {
        byte[] piece = new byte[PIECE];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                pass(read);
                out.write(piece, 0, read);
            }
        } catch (IOException e) {
            LOG.trace("a connection of {} ended: {}", name, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private void pass(int bytes) throws IOException, InterruptedException {
        if (awaitPassage() instanceof Condition.Slow slow) {
            Thread.sleep(slow.pauseFor(bytes));
        }
    }

    /** The condition under which something may pass; an exception where nothing will. */
    private Condition awaitPassage() throws IOException, InterruptedException {
        synchronized (changed) {
            while (condition instanceof Condition.Stalled) {
                changed.wait();
            }
            if (condition instanceof Condition.Cut) {
                throw new IOException("the link is cut");
            }
            return condition;
        }
    }

    private void forget(Socket socket) {
        open.remove(socket);
        close(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("closed already");
        }
    }

    @Override
    public void close() {
        become(new Condition.Cut());
        try {
            entrance.close();
        } catch (IOException e) {
            LOG.debug("{} was closed already", name);
        }
    }
}
