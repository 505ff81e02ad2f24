package io.kuotu.cli.bench.gateway;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.job.Tier;
import io.kuotu.common.wire.RecordSender;
import io.kuotu.common.wire.Topics;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The floor of an accept, as a process: a handler that hands the body to the broker, as it is, and
 * answers once the broker has it. An event loop for each processor. {@code GET /produce} measures
 * the producer without HTTP.
 */
final class Floor {
    private static final String SIGN = "floor";

    /** Of jobs that nobody reads. */
    static final String POOL = "floor";

    private static final String TOPIC = Topics.jobs(POOL, Tier.STANDARD);
    private static final int IN_FLIGHT = 256;
    private static final Duration PRODUCES = Duration.ofSeconds(5);

    private final RecordSender sender;
    private final AtomicLong sent = new AtomicLong();

    private Floor(RecordSender sender) {
        this.sender = sender;
    }

    static Program start(String bootstrapServers) throws IOException {
        return Program.java(List.of("-Xmx1g"), Floor.class, List.of(bootstrapServers), SIGN);
    }

    static int port(Program floor) {
        return Integer.parseInt(floor.firstWords());
    }

    /** {@code BOOTSTRAP}; the topics of the pool exist. */
    public static void main(String[] arguments) throws Exception {
        RecordSender sender =
                new RecordSender(arguments[0], Duration.ofMillis(1), Duration.ofSeconds(10));
        Floor floor = new Floor(sender);
        AtomicInteger port = new AtomicInteger();
        Vertx.vertx()
                .deployVerticle(
                        () -> floor.server(port),
                        new DeploymentOptions()
                                .setInstances(Runtime.getRuntime().availableProcessors()))
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        System.out.println(SIGN + " " + port.get());
    }

    private AbstractVerticle server(AtomicInteger port) {
        return new AbstractVerticle() {
            @Override
            public void start(Promise<Void> started) {
                vertx.createHttpServer()
                        .requestHandler(Floor.this::handle)
                        .listen(-1, "127.0.0.1") // a negative port is one that all instances share
                        .map(
                                server -> {
                                    port.set(server.actualPort());
                                    return (Void) null;
                                })
                        .onComplete(started);
            }
        };
    }

    private void handle(HttpServerRequest request) {
        if ("/produce".equals(request.path())) {
            Thread _ = Thread.startVirtualThread(() -> produce(request));
            return;
        }
        Context loop = requireNonNull(Vertx.currentContext());
        request.bodyHandler(
                body -> {
                    var _ =
                            sender.send(
                                            TOPIC,
                                            Long.toString(sent.incrementAndGet()),
                                            body.getBytes())
                                    .whenComplete(
                                            (_, failure) ->
                                                    loop.runOnContext(
                                                            _ -> answer(request, failure)));
                });
    }

    private static void answer(HttpServerRequest request, @Nullable Throwable failure) {
        var _ =
                request.response()
                        .setStatusCode(failure == null ? 202 : 503)
                        .putHeader("Content-Type", "application/json")
                        .end("{\"state\":\"queued\"}");
    }

    /** Records of a job's size, so many in flight: answers with their number per second. */
    private void produce(HttpServerRequest request) {
        byte[] record = new byte[700];
        Semaphore room = new Semaphore(IN_FLIGHT);
        long start = System.nanoTime();
        long count = 0;
        while (System.nanoTime() - start < PRODUCES.toNanos()) {
            room.acquireUninterruptibly();
            var _ =
                    sender.send(TOPIC, Long.toString(count++), record)
                            .whenComplete((_, _) -> room.release());
        }
        room.acquireUninterruptibly(IN_FLIGHT);
        double seconds = (System.nanoTime() - start) / 1e9;
        var _ = request.response().end(Buffer.buffer(Double.toString(count / seconds)));
    }
}
