package io.kuotu.chaos.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

/** Takes webhooks, checks their signature, and fails at some first calls. Thread safe. */
public final class Receiver implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int BACKLOG = 200;
    private static final int FAILS_ONE_IN = 20;

    private final HttpServer server;
    private final String secret;
    private final Collection<Call> calls = new ConcurrentLinkedQueue<>();

    /**
     * @param id of the message, the same in all attempts
     * @param job that it is about
     * @param event that it tells
     * @param believed whether the signature is right
     * @param taken whether it was answered with 204
     */
    public record Call(String id, String job, String event, boolean believed, boolean taken) {}

    private Receiver(String secret) throws IOException {
        this.secret = secret;
        this.server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::receive);
    }

    public static Receiver start(String secret) throws IOException {
        Receiver receiver = new Receiver(secret);
        receiver.server.start();
        return receiver;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    public List<Call> calls() {
        return List.copyOf(calls);
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            String id = exchange.getRequestHeaders().getFirst("webhook-id");
            JsonNode json = MAPPER.readTree(body);
            boolean known = calls.stream().anyMatch(call -> call.id().equals(id));
            boolean taken = known || Math.floorMod(id.hashCode(), FAILS_ONE_IN) != 0;
            calls.add(
                    new Call(
                            id,
                            json.path("data").path("job").asText(),
                            json.path("type").asText(),
                            believes(exchange, body),
                            taken));
            exchange.sendResponseHeaders(taken ? 204 : 500, -1);
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
