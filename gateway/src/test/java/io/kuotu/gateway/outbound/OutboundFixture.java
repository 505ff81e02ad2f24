package io.kuotu.gateway.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kuotu.common.testing.RawServer;
import io.kuotu.gateway.outbound.CallFailed.Reason;
import io.vertx.core.Vertx;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** 127.0.0.1 is the outside here, because the operator allows it; 127.0.0.2 is the inside. */
abstract class OutboundFixture {
    /** Of all tests; ends with the process. */
    static final Vertx VERTX = Vertx.vertx();

    static final Duration LONG = Duration.ofSeconds(10);
    static final String OUTSIDE = "127.0.0.1";
    static final String INSIDE = "127.0.0.2";

    @TempDir static Path folder;
    final FakeNames names = new FakeNames();
    Path file = folder;

    /** Tells each name's answers one after the other, and the last one again and again. */
    static final class FakeNames implements Names {
        final Map<String, Deque<List<String>>> answers = new HashMap<>();
        final Deque<String> asked = new ArrayDeque<>();

        FakeNames tell(String host, String... addresses) {
            answers.computeIfAbsent(host, _ -> new ArrayDeque<>()).add(Arrays.asList(addresses));
            return this;
        }

        @Override
        public synchronized List<InetAddress> of(String host) throws UnknownHostException {
            asked.add(host);
            Deque<List<String>> known = answers.get(host);
            if (known == null) {
                throw new UnknownHostException(host);
            }
            List<String> answer = known.size() > 1 ? known.removeFirst() : known.getFirst();
            return answer.stream().map(InetAddress::ofLiteral).toList();
        }
    }

    @BeforeEach
    void aFile() throws Exception {
        file = Files.createTempFile(folder, "fetched", "");
    }

    GuardedHttp http(int... ports) {
        return http(Optional.empty(), ports);
    }

    GuardedHttp http(Optional<Path> trust, int... ports) {
        Set<Integer> open = Set.copyOf(Arrays.stream(ports).boxed().toList());
        AddressRules addresses = AddressRules.of(List.of(OUTSIDE), List.of());
        return new GuardedHttp(VERTX, names, new CallRules(addresses, open, true), trust);
    }

    static URI url(String host, RawServer server, String path) {
        return URI.create("http://" + host + ":" + server.port() + path);
    }

    static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    static void failed(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CallFailed.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    static void forEver(OutputStream out, int bytes, int pauseMs)
            throws java.io.IOException, InterruptedException {
        byte[] some = new byte[bytes];
        Arrays.fill(some, (byte) 'x');
        while (true) {
            out.write(some);
            out.flush();
            if (pauseMs > 0) {
                Thread.sleep(pauseMs);
            }
        }
    }
}
