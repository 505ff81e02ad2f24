package io.kuotu.gateway.outbound;

import static java.util.Objects.requireNonNull;

import io.kuotu.gateway.outbound.CallFailed.Reason;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Calls URLs that users name. A name is resolved once, all its addresses are checked, and the
 * connection goes to the very address that was checked, with the name in the Host header, in SNI
 * and in the certificate check: what a name server says a moment later has no say. Every redirect
 * is a new URL and goes the same way. No proxy, no cookie, no reuse of a connection, no
 * decompression.
 *
 * <p>Blocks; thread safe; meant for virtual threads. The bytes move on Vert.x event loops.
 */
public final class GuardedHttp implements AutoCloseable {
    private static final int MOST_REDIRECTS = 3;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int OK = 200;

    /** Of an answer to a post; what is beyond is not read. */
    private static final long POST_ANSWER_BYTES = 16 << 10;

    private final CallRules rules;
    private final Addresses addresses;
    private final Connections connections;

    /**
     * @param vertx to run on
     * @param names resolver
     * @param rules what may be called
     * @param trust certificates (PEM) that are trusted in place of the JDK's
     */
    public GuardedHttp(Vertx vertx, Names names, CallRules rules, Optional<Path> trust) {
        this.rules = rules;
        this.addresses = new Addresses(names, rules.addresses());
        this.connections = new Connections(vertx, trust);
    }

    /**
     * The status and headers of the answer; its body is read and dropped.
     *
     * @param within in all
     * @throws CallRefused where the rules forbid it
     * @throws CallFailed where no whole answer came; the body may have arrived all the same
     */
    public Answer post(URI url, Map<String, String> headers, byte[] body, Duration within)
            throws CallRefused, CallFailed, InterruptedException {
        Deadline until = Deadline.in(within);
        try (Exchange exchange = open(rules.target(url), HttpMethod.POST, headers, until)) {
            return exchange.post(Buffer.buffer(body), POST_ANSWER_BYTES);
        }
    }

    /**
     * Fetches a file; follows at most 3 redirects. Only a 200 is written to {@code to}; any other
     * answer leaves it as it was, a failure leaves in it what had come.
     *
     * @param to a file that exists
     * @param maxBytes of the file
     * @param within in all
     * @throws IOException where the file cannot be written
     */
    public Answer fetch(URI url, Path to, long maxBytes, Duration within)
            throws IOException, InterruptedException {
        Deadline until = Deadline.in(within);
        URI now = url;
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            Answer answer = get(rules.target(now), to, maxBytes, until);
            Optional<URI> next = redirect(now, answer);
            if (next.isEmpty()) {
                return answer;
            }
            now = next.get();
        }
        throw new CallFailed(Reason.TOO_MANY_REDIRECTS, null);
    }

    private Answer get(Target target, Path to, long maxBytes, Deadline until)
            throws CallRefused, CallFailed, InterruptedException {
        Map<String, String> headers = Map.of("Accept", "image/*");
        try (Exchange exchange = open(target, HttpMethod.GET, headers, until)) {
            return exchange.get(to, maxBytes, OK);
        }
    }

    private Exchange open(
            Target target, HttpMethod method, Map<String, String> headers, Deadline until)
            throws CallRefused, CallFailed, InterruptedException {
        List<InetAddress> checked = addresses.of(target, until);
        return connections.open(target, checked, method, headers, until);
    }

    private static Optional<URI> redirect(URI from, Answer answer) throws CallFailed {
        if (!REDIRECTS.contains(answer.status()) || !answer.headers().containsKey("location")) {
            return Optional.empty();
        }
        try {
            return Optional.of(from.resolve(requireNonNull(answer.headers().get("location"))));
        } catch (IllegalArgumentException e) {
            throw new CallFailed(Reason.BROKEN, e);
        }
    }

    @Override
    public void close() {
        addresses.close();
        connections.close();
    }

    /** Waits on a virtual thread for what an event loop does. */
    static <T> T await(Future<T> future, Deadline until) throws CallFailed, InterruptedException {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .get(until.millisLeft(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new CallFailed(Reason.TIMEOUT, e);
        } catch (ExecutionException e) {
            throw failure(requireNonNull(e.getCause()));
        }
    }

    private static CallFailed failure(Throwable cause) {
        return switch (cause) {
            case CallFailed failed -> failed;
            case SSLException _ -> new CallFailed(Reason.NO_SECURITY, cause);
            case SocketException _ -> new CallFailed(Reason.NO_CONNECTION, cause);
            case TimeoutException _ -> new CallFailed(Reason.TIMEOUT, cause);
            default -> new CallFailed(Reason.BROKEN, cause);
        };
    }
}
