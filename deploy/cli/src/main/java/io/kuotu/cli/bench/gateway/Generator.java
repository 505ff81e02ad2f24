package io.kuotu.cli.bench.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * Load on one server from one thread, the caller's: in a closed loop (each connection sends again
 * once it is answered) or in an open one (requests fall due at random, at a mean rate, whether
 * earlier ones are answered or not; their time counts from when they were due).
 */
final class Generator implements AutoCloseable {
    private static final AtomicLong NUMBERS = new AtomicLong(System.nanoTime());
    private static final int READ = 64 << 10;
    private static final long PAUSE_NS = 50_000;

    private final Selector selector = Selector.open();
    private final Post post;
    private final ByteBuffer read = ByteBuffer.allocateDirect(READ);
    private final ByteBuffer write;
    private final Deque<Connection> free = new ArrayDeque<>();
    private double[] millis = new double[1 << 16];
    private int answered;

    Generator(int port, int connections, Post post) throws IOException {
        this.post = post;
        this.write = ByteBuffer.allocateDirect(post.bytes());
        for (int i = 0; i < connections; i++) {
            SocketChannel channel =
                    SocketChannel.open(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            Connection connection = new Connection(channel);
            channel.register(selector, SelectionKey.OP_READ, connection);
            free.add(connection);
        }
    }

    /** One kept-alive connection. */
    private static final class Connection {
        private final SocketChannel channel;
        private final Answer answer = new Answer();
        private long due;

        Connection(SocketChannel channel) {
            this.channel = channel;
        }
    }

    Load closed(Duration length) throws IOException {
        return measured(
                () -> {
                    long end = System.nanoTime() + length.toNanos();
                    while (System.nanoTime() < end) {
                        while (!free.isEmpty()) {
                            send(free.poll(), System.nanoTime());
                        }
                        selector.select(this::receive, 10);
                    }
                });
    }

    Load open(double perSecond, Duration length, RandomGenerator random) throws IOException {
        return measured(
                () -> {
                    long end = System.nanoTime() + length.toNanos();
                    double due = System.nanoTime();
                    while (System.nanoTime() < end) {
                        long now = System.nanoTime();
                        while (due <= now && !free.isEmpty()) {
                            send(free.poll(), (long) due);
                            due += 1e9 * random.nextExponential() / perSecond;
                        }
                        if (selector.selectNow(this::receive) == 0) {
                            LockSupport.parkNanos(PAUSE_NS); // it would take a core from others
                        }
                    }
                });
    }

    /** Something that sends and receives. */
    private interface Traffic {
        void run() throws IOException;
    }

    private Load measured(Traffic traffic) throws IOException {
        answered = 0;
        long cpu = cpu();
        long start = System.nanoTime();
        traffic.run();
        double seconds = (System.nanoTime() - start) / 1e9;
        double[] within = Arrays.copyOf(millis, answered);
        double spent = (cpu() - cpu) / 1e9;
        drain();
        return new Load(seconds, within, spent, Double.NaN);
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** So that the next stretch begins with all connections free. */
    private void drain() throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (free.size() < selector.keys().size() && System.nanoTime() < end) {
            selector.select(this::receive, 10);
        }
    }

    private void send(Connection to, long due) throws IOException {
        to.due = due;
        post.write(write, NUMBERS.incrementAndGet());
        while (write.hasRemaining()) {
            to.channel.write(write); // small requests: they fit the socket's buffer
        }
    }

    private void receive(SelectionKey key) {
        try {
            Connection from = (Connection) key.attachment();
            read.clear();
            if (from.channel.read(read) < 0) {
                throw new IllegalStateException("the server closed a connection");
            }
            if (from.answer.take(read.flip())) {
                note(from);
                free.add(from);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void note(Connection from) {
        if (answered == millis.length) {
            millis = Arrays.copyOf(millis, 2 * answered);
        }
        millis[answered++] = (System.nanoTime() - from.due) / 1e6;
        if (!from.answer.accepted()) {
            throw new IllegalStateException("refused: " + from.answer.refusals());
        }
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
