package io.kuotu.standalone;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A plain WebSocket, as a stranger's client would speak it. */
final class Socket implements WebSocket.Listener, AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final StringBuilder part = new StringBuilder();
    private final boolean reads;
    private @Nullable WebSocket socket;

    private Socket(boolean reads) {
        this.reads = reads;
    }

    /** With the key as a program sends it. */
    static Socket open(URI gateway, String key) {
        return open(gateway, CLIENT.newWebSocketBuilder().header("Authorization", "Bearer " + key));
    }

    /** With the key as a browser sends it. */
    static Socket openAsBrowser(URI gateway, String key) {
        return open(
                gateway, CLIENT.newWebSocketBuilder().subprotocols("kuotu.v1", "bearer." + key));
    }

    static Socket open(URI gateway, WebSocket.Builder builder) {
        Socket made = new Socket(true);
        made.socket = builder.buildAsync(address(gateway), made).join();
        return made;
    }

    /** One that never reads. */
    static Socket openDeaf(URI gateway, String key) {
        Socket made = new Socket(false);
        made.socket =
                CLIENT.newWebSocketBuilder()
                        .header("Authorization", "Bearer " + key)
                        .buildAsync(address(gateway), made)
                        .join();
        return made;
    }

    static URI address(URI gateway) {
        return URI.create("ws://" + gateway.getAuthority() + "/v1/stream");
    }

    void say(String text) {
        requireNonNull(socket).sendText(text, true).join();
    }

    JsonNode next() throws InterruptedException, JsonProcessingException {
        String text = messages.poll(60, TimeUnit.SECONDS);
        return MAPPER.readTree(requireNonNull(text, "nothing came within a minute"));
    }

    boolean isSilent(long millis) throws InterruptedException {
        return messages.poll(millis, TimeUnit.MILLISECONDS) == null;
    }

    String subprotocol() {
        return requireNonNull(socket).getSubprotocol();
    }

    /** Code and reason, once it is closed. */
    CompletableFuture<String> closed() {
        return closed;
    }

    @Override
    public void onOpen(WebSocket opened) {
        if (reads) {
            opened.request(1);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            messages.add(part.toString());
            part.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code + " " + reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.completeExceptionally(error);
    }

    @Override
    public void close() {
        requireNonNull(socket).abort();
    }
}
