package io.kuotu.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A receiver of webhooks, as an app would have it, that can be told to behave badly. */
final class WebhookReceiver implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * A call that came.
     *
     * @param id its {@code webhook-id}
     * @param json its body
     * @param believed whether the signature is right
     * @param status that it was answered with
     */
    record Received(String id, JsonNode json, boolean believed, int status) {
        /** As on event streams. */
        String eventId() {
            return json.path("event_id").asText();
        }

        String job() {
            return json.path("data").path("job").asText();
        }
    }

    /** What it does with a call, once that is noted. */
    interface Manner {
        void answer(HttpExchange exchange, int status) throws IOException, InterruptedException;
    }

    static final Manner PLAIN = (exchange, status) -> exchange.sendResponseHeaders(status, -1);
    static final Manner HANGS = (_, _) -> Thread.sleep(60_000);
    static final Manner GIGABYTES =
            (exchange, _) -> {
                exchange.sendResponseHeaders(200, 0);
                byte[] block = new byte[1 << 16];
                try (OutputStream out = exchange.getResponseBody()) {
                    for (long i = 0; i < 4L << 30; i += block.length) {
                        out.write(block);
                    }
                }
            };

    private final HttpServer server;
    private final String secret;
    private final Manner manner;
    private final List<Received> calls = new CopyOnWriteArrayList<>();

    /** By {@code webhook-id}. */
    private volatile Function<String, Integer> status = _ -> 204;

    private WebhookReceiver(String secret, Manner manner) throws IOException {
        this.secret = secret;
        this.manner = manner;
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::receive);
    }

    static WebhookReceiver start(String secret, Manner manner) throws IOException {
        WebhookReceiver receiver = new WebhookReceiver(secret, manner);
        receiver.server.start();
        return receiver;
    }

    /** From now on, by {@code webhook-id}. */
    void answers(Function<String, Integer> statusById) {
        status = statusById;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    List<Received> calls() {
        return List.copyOf(calls);
    }

    /** Those that were answered with 2xx, without repetitions, in the order they came. */
    List<String> taken(String job) {
        return calls.stream()
                .filter(c -> c.job().equals(job) && c.status() / 100 == 2)
                .map(Received::eventId)
                .distinct()
                .toList();
    }

    /** By {@code webhook-id}. */
    Received lastOf(String id) {
        return calls.stream().filter(c -> c.id().equals(id)).toList().getLast();
    }

    long came(String id) {
        return calls.stream().filter(c -> c.id().equals(id)).count();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            String id = exchange.getRequestHeaders().getFirst("webhook-id");
            int answer = status.apply(id);
            calls.add(new Received(id, MAPPER.readTree(body), believes(exchange, body), answer));
            manner.answer(exchange, answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            throw new UncheckedIOException(new IOException("the receiver failed", e));
        }
    }

    private boolean believes(HttpExchange exchange, String body) {
        try {
            new Webhook(secret)
                    .verify(body, HttpHeaders.of(exchange.getRequestHeaders(), (_, _) -> true));
            return true;
        } catch (WebhookVerificationException e) {
            return false;
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
