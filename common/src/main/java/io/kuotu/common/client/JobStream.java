package io.kuotu.common.client;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The events of many jobs over one WebSocket. A broken connection is made again, and each job goes
 * on after the last event that was seen. Thread safe. Listeners are called one after another, on
 * the connection's thread: while one is busy nothing is read.
 */
public final class JobStream implements AutoCloseable {
    /** The service pings more often than this. */
    private static final Duration SILENCE = Duration.ofSeconds(75);

    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(20);

    private final HttpClient http;
    private final ObjectMapper mapper;
    private final URI address;
    private final String key;
    private final Backoff backoff;
    private final Map<String, Watch> watches = new ConcurrentHashMap<>();
    private final Thread keeper;
    private volatile @Nullable Ears current;
    private volatile boolean closed;

    /** Guards the socket and what is sent over it. */
    private final Object lock = new Object();

    private @Nullable WebSocket socket;

    /** One job. */
    private static final class Watch {
        final Consumer<ServerEvent> told;
        final CompletableFuture<Void> ended = new CompletableFuture<>();
        volatile Optional<String> last;

        Watch(Optional<String> after, Consumer<ServerEvent> told) {
            this.last = after;
            this.told = told;
        }
    }

    private JobStream(
            HttpClient http, ObjectMapper mapper, URI server, String key, Backoff backoff) {
        this.http = http;
        this.mapper = mapper;
        String scheme = server.getScheme().equals("https") ? "wss" : "ws";
        this.address = URI.create(scheme + "://" + server.getAuthority() + "/v1/stream");
        this.key = key;
        this.backoff = backoff;
        this.keeper = Thread.ofVirtual().name("kuotu-stream").unstarted(this::keepConnected);
    }

    /** Returns when it is connected. */
    static JobStream open(
            HttpClient http, ObjectMapper mapper, URI server, String key, Backoff backoff)
            throws IOException, InterruptedException {
        JobStream stream = new JobStream(http, mapper, server, key, backoff);
        stream.current = stream.connect();
        stream.keeper.start();
        return stream;
    }

    /**
     * @param job its id
     * @param after id of the event that was seen last; empty: from the beginning
     * @param told is called for each event, in order
     * @return completes after the job's last event; with an {@link ApiProblem} where the service
     *     refuses to tell
     */
    public CompletableFuture<Void> subscribe(
            String job, Optional<String> after, Consumer<ServerEvent> told) {
        Watch watch = new Watch(after, told);
        watches.put(job, watch);
        send(subscription(List.of(job)));
        return watch.ended;
    }

    public void unsubscribe(String job) {
        Watch gone = watches.remove(job);
        if (gone != null) {
            ObjectNode message = mapper.createObjectNode();
            message.putArray("unsubscribe").add(job);
            send(message);
            gone.ended.cancel(false);
        }
    }

    private ObjectNode subscription(Collection<String> jobs) {
        ObjectNode message = mapper.createObjectNode();
        ObjectNode after = mapper.createObjectNode();
        for (String job : jobs) {
            Watch watch = watches.get(job);
            if (watch != null) {
                message.withArray("subscribe").add(job);
                watch.last.ifPresent(id -> after.put(job, id));
            }
        }
        return message.set("after", after);
    }

    /** Where the connection is broken, the next one says it again. */
    private void send(ObjectNode message) {
        synchronized (lock) {
            if (socket != null && !socket.isOutputClosed()) {
                socket.sendText(message.toString(), true).handle((_, _) -> socket).join();
            }
        }
    }

    private void keepConnected() {
        int failures = 0;
        try {
            while (!closed) {
                Ears now = current;
                if (now != null) {
                    awaitTheEnd(now);
                    failures = now.heard ? 1 : failures + 1;
                    current = null;
                } else {
                    failures++;
                }
                Thread.sleep(backoff.pause(Math.max(1, failures), Optional.empty()));
                reconnect();
            }
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    private void awaitTheEnd(Ears now) throws InterruptedException {
        while (!now.gone.await(5, TimeUnit.SECONDS)) {
            if (System.nanoTime() - now.heardAt > SILENCE.toNanos()) {
                abort();
                return;
            }
        }
    }

    private void abort() {
        synchronized (lock) {
            requireNonNull(socket).abort();
        }
    }

    private void reconnect() throws InterruptedException {
        try {
            if (!closed) {
                current = connect();
                send(subscription(List.copyOf(watches.keySet())));
            }
        } catch (IOException e) {
            current = null; // it will be tried again, after a longer pause
        } catch (ApiProblem e) {
            closed = true;
            watches.values().forEach(watch -> watch.ended.completeExceptionally(e));
        }
    }

    private Ears connect() throws IOException, InterruptedException {
        Ears ears = new Ears();
        try {
            WebSocket made =
                    http.newWebSocketBuilder()
                            .header("Authorization", "Bearer " + key)
                            .subprotocols("kuotu.v1")
                            .buildAsync(address, ears)
                            .get(CONNECT_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            synchronized (lock) {
                socket = made;
            }
            return ears;
        } catch (ExecutionException e) {
            throw refused(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("cannot reach " + address, e);
        }
    }

    private IOException refused(@Nullable Throwable cause) {
        if (cause instanceof WebSocketHandshakeException refusal
                && refusal.getResponse() != null
                && refusal.getResponse().statusCode() == 401) {
            throw ApiProblem.of(401, mapper.createObjectNode(), Optional.empty());
        }
        return new IOException("cannot open " + address, cause);
    }

    private void heard(String text) {
        try {
            JsonNode message = mapper.readTree(text);
            String job = message.path("job").asText();
            Watch watch = watches.get(job);
            if (watch == null) {
                return;
            }
            if (message.has("error")) {
                watches.remove(job, watch);
                JsonNode error = message.path("error");
                watch.ended.completeExceptionally(
                        ApiProblem.of(error.path("status").asInt(), error, Optional.empty()));
            } else if (message.path("ended").asBoolean()) {
                watches.remove(job, watch);
                watch.ended.complete(null);
            } else {
                tell(watch, ServerEvent.of(message));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the service sent what is no JSON", e);
        }
    }

    /** After a second subscription to the same job, what was on its way comes again. */
    private static void tell(Watch watch, ServerEvent event) {
        if (!event.id().isEmpty()) {
            if (watch.last.isPresent() && place(event.id()) <= place(watch.last.get())) {
                return;
            }
            watch.last = Optional.of(event.id());
        }
        watch.told.accept(event);
    }

    private static long place(String id) {
        return id.equals("queued") ? -1 : Long.parseLong(id);
    }

    @Override
    public void close() {
        closed = true;
        keeper.interrupt();
        abort();
        watches.values().forEach(watch -> watch.ended.cancel(false));
    }

    /** One connection's. */
    private final class Ears implements WebSocket.Listener {
        final CountDownLatch gone = new CountDownLatch(1);
        volatile boolean heard;
        volatile long heardAt = System.nanoTime();
        private final StringBuilder part = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket from, CharSequence data, boolean last) {
            heard = true;
            heardAt = System.nanoTime();
            part.append(data);
            if (last) {
                String text = part.toString();
                part.setLength(0);
                JobStream.this.heard(text);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
            heardAt = System.nanoTime();
            return WebSocket.Listener.super.onPing(from, message); // which answers
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            gone.countDown();
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            gone.countDown();
        }
    }
}
