package io.kuotu.gateway.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.ProblemException;
import io.kuotu.common.job.Webhook;
import io.kuotu.common.testing.SampleJobs;
import io.kuotu.common.wire.JobRecord;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.common.wire.RecordSink;
import io.kuotu.common.wire.Topics;
import io.kuotu.gateway.board.Board;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With its thread, a board, and a topic that it hears at once; receivers are made up. */
class WebhooksTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final int PER_HOST = 4;

    /** What is sent is read by whoever sent it. */
    private final class Loop implements RecordSink {
        private final AtomicInteger offset = new AtomicInteger();
        private volatile boolean away;

        @Override
        public CompletableFuture<Long> send(
                String topic, String key, byte[] value, Map<String, byte[]> headers) {
            if (away) {
                return CompletableFuture.failedFuture(new IllegalStateException("away"));
            }
            long at = offset.getAndIncrement();
            webhooks.read(topic, at, key, value);
            return CompletableFuture.completedFuture(at);
        }
    }

    private final SampleJobs jobs = new SampleJobs(2);
    private final Board board = new Board(Duration.ofDays(2), InstantSource.system());
    private final CollectorRegistry registry = new CollectorRegistry(true);
    private final Loop topic = new Loop();
    private final Receivers receivers = new Receivers();
    private final Webhooks webhooks =
            new Webhooks(
                    new Surroundings(
                            board::find,
                            _ -> List.of(SECRET),
                            _ -> true,
                            (view, d) ->
                                    Optional.of(
                                            (view.job().id() + " " + d.event()).getBytes(UTF_8)),
                            receivers,
                            topic),
                    new Webhooks.Options(
                            List.of(Duration.ofMillis(50)),
                            0.2,
                            Duration.ofSeconds(5),
                            64,
                            PER_HOST,
                            Duration.ofDays(2)),
                    InstantSource.system(),
                    new Random(4),
                    registry);
    private long events;

    /** Count what comes, by host; {@code hanging.example} never answers. */
    private static final class Receivers implements Caller {
        private final Map<String, AtomicInteger> underWay = new ConcurrentHashMap<>();
        private final AtomicInteger most = new AtomicInteger();
        private final ConcurrentLinkedQueue<Map<String, String>> calls =
                new ConcurrentLinkedQueue<>();
        private final CountDownLatch released = new CountDownLatch(1);
        private volatile IntUnaryOperator status = _ -> 204;

        @Override
        public Answer post(URI url, Map<String, String> headers, byte[] body, Duration within)
                throws IOException, InterruptedException {
            AtomicInteger here = underWay.computeIfAbsent(url.getHost(), _ -> new AtomicInteger());
            most.accumulateAndGet(here.incrementAndGet(), Math::max);
            try {
                if (url.getHost().equals("hanging.example")) {
                    released.await();
                    throw new IOException("no answer");
                }
                Thread.sleep(1);
                calls.add(headers);
                return new Answer(status.applyAsInt(calls.size()), Map.of());
            } finally {
                here.decrementAndGet();
            }
        }
    }

    @BeforeEach
    void open() {
        board.listenToAll(webhooks::changed);
        webhooks.open();
    }

    @AfterEach
    void close() {
        receivers.released.countDown();
        webhooks.close();
    }

    private Job job(String url) {
        Job plain = jobs.expansion();
        Job job =
                new Job(
                        plain.id(),
                        plain.tenant(),
                        plain.tier(),
                        plain.pool(),
                        plain.spec(),
                        plain.source(),
                        Instant.now(),
                        plain.deadline(),
                        plain.metadata(),
                        Optional.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
                        Optional.of(new Webhook(url, Webhook.DEFAULT)));
        board.read("jobs.default.standard", 0, job.id().value(), JobRecord.encode(job));
        return job;
    }

    private DeliveryId cancel(Job job) {
        JobEvent event = new JobEvent.Cancelled(job.id(), Instant.now());
        long offset = ++events;
        board.read(Topics.EVENTS, offset, job.id().value(), JsonCodec.encode(event));
        return new DeliveryId(job.id(), Long.toString(offset));
    }

    private void awaitPending(int pending) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(webhooks.ledger().pending()).isEqualTo(pending));
    }

    @Test
    void thousandJobsAtOnce_eachIsToldOnce_andAHangingHostKeepsNobodyWaiting() {
        List<DeliveryId> ids = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            cancel(job("https://hanging.example/x"));
        }
        for (int i = 0; i < 1000; i++) {
            ids.add(cancel(job("https://host-" + i % 5 + ".example/x")));
        }
        awaitPending(200);
        assertThat(receivers.calls.stream().map(h -> h.get("webhook-id")))
                .containsExactlyInAnyOrderElementsOf(
                        ids.stream().map(DeliveryId::toString).toList());
        assertThat(receivers.most.get()).isBetween(1, PER_HOST);
        assertThat(webhooks.ledger().page(Delivery.State.DELIVERED, Optional.empty(), 2000))
                .hasSize(1000);
    }

    @Test
    void theCallCarriesTheTraceAndTheSignature() {
        cancel(job("https://a.example/x"));
        await().until(() -> !receivers.calls.isEmpty());
        assertThat(receivers.calls.element())
                .containsEntry(
                        "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .containsEntry("Content-Type", "application/json")
                .containsKeys("webhook-id", "webhook-timestamp", "webhook-signature");
    }

    @Test
    void theDeadArePaged_andRedelivered_andMetricsTell() {
        receivers.status = _ -> 500;
        List<DeliveryId> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(cancel(job("https://a.example/x")));
        }
        awaitPending(0);
        assertThat(registry.getSampleValue("kuotu_gateway_webhooks_dead")).isEqualTo(5);
        List<Delivery> page = webhooks.ledger().page(Delivery.State.DEAD, Optional.empty(), 3);
        assertThat(page).hasSize(3);
        List<Delivery> rest =
                webhooks.ledger()
                        .page(Delivery.State.DEAD, Optional.of(page.getLast().id().job()), 3);
        assertThat(rest).hasSize(2);
        receivers.status = _ -> 200;
        webhooks.redeliver(ids.getFirst());
        await().until(
                        () ->
                                webhooks.ledger().find(ids.getFirst()).orElseThrow().state()
                                        == Delivery.State.DELIVERED);
        assertThat(webhooks.ledger().dead()).isEqualTo(4);
        assertThat(
                        registry.getSampleValue(
                                "kuotu_gateway_webhook_call_seconds_count",
                                new String[] {"result"},
                                new String[] {"delivered"}))
                .isEqualTo(1);
    }

    @Test
    void aWishThatTheBrokerDoesNotTakeIsRefused() {
        DeliveryId id = cancel(job("https://a.example/x"));
        awaitPending(0);
        topic.away = true;
        assertThatThrownBy(() -> webhooks.redeliver(id))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e ->
                                assertThat(e.problem().code())
                                        .isEqualTo(ErrorCode.BROKER_UNAVAILABLE));
    }

    @Test
    void eventsThatAreOlderThanTheLedgerAreNotToldAgain() {
        Job job = job("https://a.example/x");
        JobEvent old = new JobEvent.Cancelled(job.id(), Instant.now().minus(Duration.ofDays(3)));
        board.read(Topics.EVENTS, 77, job.id().value(), JsonCodec.encode(old));
        cancel(job("https://b.example/x"));
        awaitPending(0);
        assertThat(webhooks.ledger().of(job.id())).isEmpty();
        assertThat(receivers.calls).hasSize(1);
    }

    @Test
    void unreadableRecordsAreLeftOut() {
        webhooks.read(Topics.DELIVERIES, 1, "x", "nonsense".getBytes(UTF_8));
        webhooks.read(
                Topics.DELIVERIES,
                2,
                "x",
                "{\"type\":\"redeliver\",\"delivery\":\"x\",\"at\":\"2026-11-22T12:00:00Z\"}"
                        .getBytes(UTF_8));
        cancel(job("https://a.example/x"));
        awaitPending(0);
        assertThat(receivers.calls).hasSize(1);
    }
}
