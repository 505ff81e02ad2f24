package io.kuotu.gateway.webhook;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls by the JDK's client, wherever a URL points to: only for targets that are trusted. Thread
 * safe.
 */
public final class PlainCaller implements Caller, AutoCloseable {
    private static final int MOST_BYTES = 64 << 10;

    private final HttpClient http =
            HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();

    @Override
    public Answer post(URI url, Map<String, String> headers, byte[] body, Duration within)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url).POST(BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        CompletableFuture<HttpResponse<@Nullable Void>> call =
                http.sendAsync(request.build(), _ -> new Drop());
        try {
            HttpResponse<@Nullable Void> answer =
                    call.get(within.toMillis(), TimeUnit.MILLISECONDS);
            Map<String, String> found = new LinkedHashMap<>();
            answer.headers().map().forEach((name, values) -> found.put(name, values.getFirst()));
            return new Answer(answer.statusCode(), found);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + within.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new IOException(reason(e), e);
        } finally {
            call.cancel(true); // ends the connection, if it is not over
        }
    }

    private static String reason(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String name = cause.getClass().getSimpleName().replace("Exception", "");
        return cause.getMessage() == null ? name : name + ": " + cause.getMessage();
    }

    /** Reads a little to keep the connection, and no more than that. On the client's threads. */
    private static final class Drop implements BodySubscriber<@Nullable Void> {
        private final CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
        private Flow.@Nullable Subscription subscription;
        private long read;

        @Override
        public CompletionStage<@Nullable Void> getBody() {
            return over;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(1);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            buffers.forEach(buffer -> read += buffer.remaining());
            if (subscription == null) {
                return;
            }
            if (read > MOST_BYTES) {
                subscription.cancel();
                over.complete(null);
            } else {
                subscription.request(1);
            }
        }

        @Override
        public void onError(Throwable failure) {
            over.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            over.complete(null);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
