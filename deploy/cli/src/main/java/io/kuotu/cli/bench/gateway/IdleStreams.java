package io.kuotu.cli.bench.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kuotu.cli.bench.Figure;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Clients that wait for one job's events, all on one gateway: what each costs it, and when they
 * have the event that they wait for. One thread, the caller's.
 */
final class IdleStreams implements AutoCloseable {
    private static final int PER_ADDRESS = 2000;
    private static final int OPENING = 200;
    private static final long PATIENCE_NS = Duration.ofMinutes(2).toNanos();
    private static final double GOAL_BYTES = 12 * 1024;

    private final Selector selector = Selector.open();
    private final ByteBuffer read = ByteBuffer.allocateDirect(16 << 10);
    private final int count;
    private final int port;
    private final byte[] request;

    private IdleStreams(int count, int port, String job) throws IOException {
        this.count = count;
        this.port = port;
        this.request =
                ("GET /v1/jobs/"
                                + job
                                + "/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                                + World.KEY
                                + "\r\n\r\n")
                        .getBytes(US_ASCII);
    }

    /** One client, and how many events it has. */
    private static final class Client {
        private int events;
    }

    static List<Figure> measure(World world, int count) throws IOException {
        Job job = world.waitingJob();
        try (Program gateway = world.gateway(List.of("-Xmx2g", Memory.OPTION))) {
            int port = World.port(gateway);
            try (IdleStreams few = new IdleStreams(OPENING, port, job.id().value())) {
                few.open(); // what any client costs for the first time
            }
            Memory before = Memory.of(gateway);
            try (IdleStreams streams = new IdleStreams(count, port, job.id().value())) {
                long start = System.nanoTime();
                streams.open();
                double opened = (System.nanoTime() - start) / 1e9;
                Memory after = Memory.of(gateway);
                double[] told = streams.tell(world, job);
                return figures(count, opened, before, after, told);
            }
        }
    }

    private static List<Figure> figures(
            int count, double opened, Memory before, Memory after, double[] told) {
        String all = count + " idle event streams: ";
        return List.of(
                Figure.of(all + "opened", count / opened, "1/s"),
                Figure.atMost(
                        all + "bytes each, live objects and native",
                        (double) (after.held() - before.held()) / count,
                        "bytes",
                        GOAL_BYTES),
                Figure.of(
                        all + "... of them live objects",
                        (double) (after.live() - before.live()) / count,
                        "bytes"),
                Figure.of(
                        all + "resident memory, each",
                        (double) (after.resident() - before.resident()) / count,
                        "bytes"),
                Figure.of(all + "an event is at the first after", told[0], "ms"),
                Figure.of(all + "... at half of them", told[told.length / 2], "ms"),
                Figure.of(all + "... at the last", told[told.length - 1], "ms"));
    }

    private void open() throws IOException {
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open();
            // one address has ports for some ten thousand connections only
            channel.bind(
                    new InetSocketAddress(
                            InetAddress.getByAddress(
                                    new byte[] {127, 0, 0, (byte) (2 + i / PER_ADDRESS)}),
                            0));
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.write(ByteBuffer.wrap(request));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, new Client());
            if (i % OPENING == OPENING - 1) {
                await(1, i + 1);
            }
        }
        await(1, count);
    }

    /** Milliseconds until each has the event, sorted. */
    private double[] tell(World world, Job job) throws IOException {
        JobEvent started =
                new JobEvent.Started(job.id(), Instant.now(), "worker-1", 1, "scenes-256@1");
        long start = System.nanoTime();
        var _ = world.tell(started);
        long[] at = await(2, count);
        return Arrays.stream(at).mapToDouble(t -> (t - start) / 1e6).sorted().toArray();
    }

    /** Until so many clients have so many events; when each of them got there. */
    private long[] await(int events, int clients) throws IOException {
        long[] at = new long[clients];
        int[] there = {(int) all().filter(c -> c.events >= events).count()};
        long end = System.nanoTime() + PATIENCE_NS;
        while (there[0] < clients) {
            if (System.nanoTime() > end) {
                throw new IOException(there[0] + " of " + clients + " clients have the event");
            }
            selector.select(
                    key -> {
                        Client client = (Client) key.attachment();
                        int before = client.events;
                        client.events += eventsIn(key);
                        if (before < events && client.events >= events) {
                            at[there[0]++] = System.nanoTime();
                        }
                    },
                    100);
        }
        return at;
    }

    private Stream<Client> all() {
        return selector.keys().stream().map(key -> (Client) key.attachment());
    }

    /** Of the log, which have ids. An event is written in one piece, so it is read in one. */
    private int eventsIn(SelectionKey key) {
        try {
            read.clear();
            if (((SocketChannel) key.channel()).read(read) < 0) {
                throw new IOException("the gateway closed a stream");
            }
            String text = US_ASCII.decode(read.flip()).toString();
            return text.split("id: ", -1).length - 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
