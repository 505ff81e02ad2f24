package io.kuotu.gateway;

import io.kuotu.common.lifecycle.Closer;
import io.kuotu.common.metrics.Exposition;
import io.kuotu.common.store.MeteredStore;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.common.store.S3ObjectStore;
import io.kuotu.common.trace.Tracing;
import io.kuotu.common.wire.Broker;
import io.kuotu.common.wire.Duties;
import io.kuotu.common.wire.LagWatch;
import io.kuotu.common.wire.MeteredSink;
import io.kuotu.common.wire.RecordSender;
import io.kuotu.common.wire.RecordSink;
import io.kuotu.common.wire.Switchboard;
import io.kuotu.common.wire.TopicSetup;
import io.kuotu.common.wire.TopicTail;
import io.kuotu.common.wire.Topics;
import io.kuotu.gateway.admission.Admission;
import io.kuotu.gateway.admission.AdmissionMeter;
import io.kuotu.gateway.admission.TenantDirectory;
import io.kuotu.gateway.board.Board;
import io.kuotu.gateway.board.Fleet;
import io.kuotu.gateway.board.JobLookup;
import io.kuotu.gateway.claim.Caretaker;
import io.kuotu.gateway.claim.Claims;
import io.kuotu.gateway.claim.Register;
import io.kuotu.gateway.claim.Settlement;
import io.kuotu.gateway.http.HttpFront;
import io.kuotu.gateway.notify.Feeds;
import io.kuotu.gateway.notify.Positions;
import io.kuotu.gateway.outbound.GuardedHttp;
import io.kuotu.gateway.queue.Costs;
import io.kuotu.gateway.queue.PositionFeed;
import io.kuotu.gateway.queue.QueueMeter;
import io.kuotu.gateway.queue.QueueModel;
import io.kuotu.gateway.queue.Queueing;
import io.kuotu.gateway.submit.Canceller;
import io.kuotu.gateway.submit.Overdue;
import io.kuotu.gateway.upload.Contents;
import io.kuotu.gateway.webhook.Webhooks;
import io.prometheus.client.CollectorRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway, wired: what there is, in the order of its beginning ({@link Wiring} says of what
 * settings). What is opened here is closed in reverse; a start that breaks off half way closes what
 * it had opened.
 */
public final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final Duration POSITIONS_EVERY = Duration.ofSeconds(1);
    private static final Duration LAGS_EVERY = Duration.ofSeconds(5);
    private static final Duration LINGER = Duration.ofMillis(1);

    private final Closer closer = new Closer();
    private final GatewaySettings settings;
    private final CollectorRegistry registry = Exposition.registry();
    private final HttpServer server;
    private final Feeds feeds;
    private volatile boolean draining; // set once, by whoever closes; event loops read it

    private Gateway(GatewaySettings settings, InstantSource clock) throws InterruptedException {
        this.settings = settings;
        try {
            Tracing tracing = closer.add(Tracing.open(settings.traces(), "kuotu-gateway"));
            Wiring wiring = new Wiring(settings, clock, registry);
            Broker broker = settings.kafka().broker();
            List<String> pools = settings.gateway().pools();
            TopicSetup.run(broker, pools, wiring.topics());
            ObjectStore store =
                    new MeteredStore(
                            closer.add(S3ObjectStore.open(settings.store().address())), registry);
            RecordSink sender =
                    tracing.over(
                            new MeteredSink(
                                    closer.add(
                                            new RecordSender(
                                                    broker,
                                                    LINGER,
                                                    settings.kafka().giveUpAfter())),
                                    registry));
            Duties duties = closer.add(Duties.start(broker, settings.gateway().takeOverAfter()));
            Vertx vertx = vertx();
            GuardedHttp outbound = closer.add(wiring.outbound(vertx));

            Fleet fleet = new Fleet(clock);
            TopicTail fleetTail = tail("fleet", List.of(Topics.WORKERS), fleet::read);
            awaitReady(fleetTail); // what jobs cost depends on what workers told
            Switchboard switches = new Switchboard();
            TopicTail switchTail = tail("switches", List.of(Topics.SWITCHES), switches::read);
            Register register = new Register(settings.kafka().retention(), clock);
            Board board = new Board(settings.kafka().retention(), clock, register);
            Gauges gauges = new Gauges(registry, pools);
            gauges.duties(duties);
            gauges.workers(fleet);
            gauges.jobs(board);
            Costs costs = new Costs(fleet, clock);
            QueueModel queue =
                    new QueueModel(
                            costs, register::isFollower, pools.getFirst(), switches::isPaused);
            QueueMeter.register(queue, pools.getFirst(), registry);
            PositionFeed positions = closer.add(PositionFeed.start(queue, POSITIONS_EVERY));
            TenantDirectory tenants =
                    closer.add(
                            TenantDirectory.open(
                                    settings.tenants(),
                                    settings.gateway().tenantsFile(),
                                    TenantDirectory.LOOKS_EVERY,
                                    registry));
            Admission admission =
                    new Admission(
                            board,
                            queue,
                            costs,
                            tenants::find,
                            new AdmissionMeter(registry),
                            tier -> switches.isRefused(pools.getFirst(), tier),
                            settings.gateway().maxQueuedJobs(),
                            clock);
            Webhooks webhooks =
                    closer.add(wiring.webhooks(board, tenants, duties, outbound, sender, tracing));

            board.listenToAll(queue);
            board.listenToAll(admission);
            board.listenToAll(webhooks::changed);
            TopicTail webhookTail = tail("deliveries", List.of(Topics.DELIVERIES), webhooks::read);
            board.catchUp();
            TopicTail boardTail =
                    closer.add(
                            TopicTail.start(
                                    "board",
                                    broker,
                                    boardTopics(pools),
                                    TopicTail.From.BEGINNING,
                                    board::read,
                                    board::caughtUp));
            gauges.lags(closer.add(lags(pools)), boardTail);

            Contents contents = new Contents(store, wiring.retention(), clock);
            closer.add(wiring.sweeper(store, duties));
            JobLookup lookup = new JobLookup(board, store, wiring.retention(), clock);
            Settlement settlement = new Settlement(register, store);
            Claims claims = new Claims(register, lookup, sender, clock, registry);
            Canceller canceller = new Canceller(store, sender, clock, claims);
            this.feeds = new Feeds(board, new Positions(positions), wiring.feeds(), registry);
            HttpFront.Parts parts =
                    new HttpFront.Parts(
                            tenants,
                            admission,
                            wiring.submissions(
                                    store, sender, fleet, board, lookup, contents, outbound,
                                    admission, claims),
                            canceller,
                            lookup,
                            settlement,
                            board,
                            fleet,
                            new Queueing(queue, positions, costs),
                            store,
                            webhooks,
                            wiring.uploads(store, contents),
                            wiring.batches(),
                            wiring.operating(board, queue, switches, canceller, store, sender),
                            registry,
                            () ->
                                    !draining
                                            && boardTail.caughtUp().isDone()
                                            && !boardTail.caughtUp().isCompletedExceptionally(),
                            tracing,
                            feeds);
            this.server =
                    HttpFront.listen(vertx, parts, wiring.http(tenants))
                            .toCompletionStage()
                            .toCompletableFuture()
                            .join();
            awaitReady(boardTail, webhookTail, switchTail);
            closer.add(new Caretaker(register, settlement, sender, duties::isMine, clock).start());
            closer.add(new Overdue(board, store, sender, duties::isMine, clock).start());
            webhooks.open();
            LOG.info("gateway at {}", endpoint());
        } catch (RuntimeException | InterruptedException e) {
            closer.close();
            throw e;
        }
    }

    /** Returns when requests are answered. */
    public static Gateway start(GatewaySettings settings, InstantSource clock)
            throws InterruptedException {
        return new Gateway(settings, clock);
    }

    private Vertx vertx() {
        Vertx vertx = Vertx.vertx();
        closer.add(
                () ->
                        vertx.close()
                                .toCompletionStage()
                                .toCompletableFuture()
                                .get(10, TimeUnit.SECONDS));
        return vertx;
    }

    private TopicTail tail(String name, List<String> topics, TopicTail.Reader reader) {
        return closer.add(
                TopicTail.start(
                        name, settings.kafka().broker(), topics, TopicTail.From.BEGINNING, reader));
    }

    private LagWatch lags(List<String> pools) {
        List<String> jobs = pools.stream().flatMap(p -> Topics.jobs(p).stream()).toList();
        return LagWatch.start(settings.kafka().broker(), jobs, Topics.EVENTS, LAGS_EVERY);
    }

    private static List<String> boardTopics(List<String> pools) {
        List<String> topics = new ArrayList<>();
        pools.forEach(pool -> topics.addAll(Topics.jobs(pool)));
        topics.add(Topics.EVENTS);
        return topics;
    }

    private static void awaitReady(TopicTail... tails) throws InterruptedException {
        for (TopicTail tail : tails) {
            try {
                tail.caughtUp().get(READY_WITHIN.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new IllegalStateException(
                        "the topics could not be read to their end within " + READY_WITHIN, e);
            }
        }
    }

    private static void pause(Duration length) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Of its metrics. */
    public CollectorRegistry registry() {
        return registry;
    }

    public URI endpoint() {
        String host =
                settings.gateway().host().equals("0.0.0.0")
                        ? "127.0.0.1"
                        : settings.gateway().host();
        String scheme = settings.gateway().edge().tls().isOn() ? "https" : "http";
        return URI.create(scheme + "://" + host + ":" + server.actualPort());
    }

    /**
     * Says that it is not ready any more and goes on for a while, so that nobody sends it new
     * requests when it sends readers of events away, takes no new connection, lets requests end for
     * the grace, and stops.
     */
    @Override
    public void close() {
        draining = true;
        LOG.info("gateway stops; it serves for {} more", settings.gateway().unreadyFor());
        pause(settings.gateway().unreadyFor());
        feeds.close();
        try {
            server.shutdown(settings.gateway().drainGrace().toMillis(), TimeUnit.MILLISECONDS)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (RuntimeException e) {
            LOG.warn("the HTTP server did not stop in time", e);
        }
        closer.close();
        LOG.info("gateway has stopped");
    }
}
