package io.kuotu.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streams of one job's events over plain HTTP, from one thread, the caller's. Delays are from the
 * time that an event says, in ms, to when its bytes were read; server and watchers share a clock.
 */
final class Watchers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watchers.class);
    private static final int PER_ADDRESS = 2000; // one has ports for some ten thousand
    private static final int AT_ONCE = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern EVENT =
            Pattern.compile("id: (\\S+)\\nevent: (\\w+)\\ndata: .*?\"at\":\"([^\"]+)\"");

    private final Selector selector = Selector.open();
    private final ByteBuffer read = ByteBuffer.allocateDirect(32 << 10);
    private final InstantSource clock = InstantSource.system();
    private final InetSocketAddress server;
    private final byte[] request;
    private final List<SocketChannel> silent = new ArrayList<>();
    private final Map<String, Delays> delays = new LinkedHashMap<>(); // by event id
    private int opened;
    private int begun;
    private int ended;

    /** One that reads. */
    private static final class Watcher {
        private String rest = ""; // of an event that came in two pieces
        private boolean hasBegun;
    }

    /** Of one event, as they come: so in order. */
    private static final class Delays {
        private final List<Double> ms = new ArrayList<>();
    }

    /** How one event reached them; ms. */
    record Told(
            String event, int watchers, double first, double median, double late, double last) {}

    Watchers(InetSocketAddress server, String key, String job) throws IOException {
        this.server = server;
        this.request =
                ("GET /v1/jobs/"
                                + job
                                + "/events HTTP/1.1\r\nHost: "
                                + server.getHostString()
                                + "\r\nAccept: text/event-stream\r\nAuthorization: Bearer "
                                + key
                                + "\r\n\r\n")
                        .getBytes(UTF_8);
    }

    /**
     * Opens as many as it can.
     *
     * @param count of them
     * @param reads whether they read
     * @return how many there are
     */
    int open(int count, boolean reads) throws IOException {
        int before = begun;
        for (int i = 0; i < count; i++) {
            try {
                SocketChannel channel = connect();
                if (reads) {
                    channel.configureBlocking(false);
                    channel.register(selector, SelectionKey.OP_READ, new Watcher());
                } else {
                    silent.add(channel);
                }
            } catch (IOException e) { // the limit of this machine: what there is, is reported
                LOG.warn("only {} streams: {}", i, e.toString());
                break;
            }
            if (reads && i % AT_ONCE == AT_ONCE - 1) {
                await(before + i + 1);
            }
        }
        if (!reads) {
            return silent.size();
        }
        await(selector.keys().size());
        return begun - before;
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            if (server.getAddress().isLoopbackAddress()) {
                byte last = (byte) (2 + opened++ / PER_ADDRESS);
                channel.bind(
                        new InetSocketAddress(
                                InetAddress.getByAddress(new byte[] {127, 0, 0, last}), 0));
            }
            channel.connect(server);
            channel.write(ByteBuffer.wrap(request));
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Until so many have had a first event. */
    private void await(int count) throws IOException {
        Instant until = clock.instant().plus(PATIENCE);
        while (begun < count && clock.instant().isBefore(until)) {
            look();
        }
    }

    /** Until the job has ended for all, or for so long. Events from before are not reported. */
    List<Told> listen(Duration most) throws IOException {
        delays.clear();
        Instant until = clock.instant().plus(most);
        int all = selector.keys().size();
        while (ended < all && clock.instant().isBefore(until)) {
            look();
        }
        return delays.entrySet().stream().map(e -> told(e.getKey(), e.getValue())).toList();
    }

    private static Told told(String event, Delays delays) {
        List<Double> ms = delays.ms;
        return new Told(
                event,
                ms.size(),
                ms.getFirst(),
                Numbers.percentile(ms.stream().mapToDouble(d -> d), 0.5),
                Numbers.percentile(ms.stream().mapToDouble(d -> d), 0.99),
                Numbers.percentile(ms.stream().mapToDouble(d -> d), 1));
    }

    private void look() throws IOException {
        selector.select(100);
        for (SelectionKey key : selector.selectedKeys()) {
            receive(key);
        }
        selector.selectedKeys().clear();
    }

    private void receive(SelectionKey key) throws IOException {
        Watcher watcher = (Watcher) key.attachment();
        read.clear();
        int count = ((SocketChannel) key.channel()).read(read);
        if (count < 0) {
            ended++;
            key.cancel();
            return;
        }
        if (!watcher.hasBegun) {
            watcher.hasBegun = true;
            begun++;
        }
        String text = watcher.rest + UTF_8.decode(read.flip());
        Matcher event = EVENT.matcher(text);
        int seen = 0;
        while (event.find()) {
            note(event.group(1), event.group(3));
            seen = event.end();
        }
        watcher.rest = text.substring(Math.max(seen, text.length() - read.capacity()));
    }

    private void note(String id, String at) {
        double late = Duration.between(Instant.parse(at), clock.instant()).toNanos() / 1e6;
        delays.computeIfAbsent(id, _ -> new Delays()).ms.add(late);
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        for (SocketChannel channel : silent) {
            channel.close();
        }
        selector.close();
    }
}
