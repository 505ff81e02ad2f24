package io.kuotu.gateway;

import io.kuotu.common.job.JobId;
import io.kuotu.common.job.JobIds;
import io.kuotu.common.lifecycle.Closer;
import io.kuotu.common.metrics.Exposition;
import io.kuotu.common.picture.PictureLimits;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.common.store.S3ObjectStore;
import io.kuotu.common.wire.Duties;
import io.kuotu.common.wire.RecordSender;
import io.kuotu.common.wire.RecordSink;
import io.kuotu.common.wire.TopicSetup;
import io.kuotu.common.wire.TopicTail;
import io.kuotu.common.wire.Topics;
import io.kuotu.gateway.admission.Admission;
import io.kuotu.gateway.admission.AdmissionMeter;
import io.kuotu.gateway.admission.Tenant;
import io.kuotu.gateway.admission.TenantDirectory;
import io.kuotu.gateway.board.Board;
import io.kuotu.gateway.board.Fleet;
import io.kuotu.gateway.board.JobLookup;
import io.kuotu.gateway.claim.Caretaker;
import io.kuotu.gateway.claim.Claims;
import io.kuotu.gateway.claim.Register;
import io.kuotu.gateway.claim.Settlement;
import io.kuotu.gateway.http.BatchRoutes;
import io.kuotu.gateway.http.HttpFront;
import io.kuotu.gateway.notify.Feeds;
import io.kuotu.gateway.notify.Positions;
import io.kuotu.gateway.queue.Costs;
import io.kuotu.gateway.queue.PositionFeed;
import io.kuotu.gateway.queue.QueueMeter;
import io.kuotu.gateway.queue.QueueModel;
import io.kuotu.gateway.queue.Queueing;
import io.kuotu.gateway.retention.Retention;
import io.kuotu.gateway.retention.Rule;
import io.kuotu.gateway.retention.SweepMetrics;
import io.kuotu.gateway.retention.Sweeper;
import io.kuotu.gateway.submit.Canceller;
import io.kuotu.gateway.submit.DataForm;
import io.kuotu.gateway.submit.JobForm;
import io.kuotu.gateway.submit.Sources;
import io.kuotu.gateway.submit.SpecResolver;
import io.kuotu.gateway.submit.Submissions;
import io.kuotu.gateway.submit.Submitter;
import io.kuotu.gateway.submit.UploadForm;
import io.kuotu.gateway.upload.Contents;
import io.kuotu.gateway.upload.Uploads;
import io.kuotu.gateway.view.WebhookJson;
import io.kuotu.gateway.webhook.PlainCaller;
import io.kuotu.gateway.webhook.Surroundings;
import io.kuotu.gateway.webhook.WebhookRules;
import io.kuotu.gateway.webhook.Webhooks;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Gauge;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway, wired. What is opened here is closed in reverse; a start that breaks off half way
 * closes what it had opened.
 */
public final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final Duration POSITIONS_EVERY = Duration.ofSeconds(1);
    private static final Duration LINGER = Duration.ofMillis(1);
    private static final JobId SWEEPERS_SHARE = new JobId("job_" + "0".repeat(26));

    private final Closer closer = new Closer();
    private final GatewaySettings settings;
    private final Vertx vertx;
    private final HttpServer server;
    private final Feeds feeds;

    private Gateway(GatewaySettings settings, InstantSource clock) throws InterruptedException {
        this.settings = settings;
        try {
            String bootstrap = settings.kafka().bootstrapServers();
            List<String> pools = settings.gateway().pools();
            TopicSetup.run(
                    bootstrap,
                    pools,
                    new TopicSetup.Rules(
                            settings.kafka().retention(),
                            settings.kafka().lease(),
                            TopicSetup.Rules.DEFAULT.deliveries()));
            ObjectStore store = closer.add(S3ObjectStore.open(settings.store().address()));
            RecordSender sender =
                    closer.add(new RecordSender(bootstrap, LINGER, settings.kafka().giveUpAfter()));

            Register register = new Register(settings.kafka().retention(), clock);
            Board board = new Board(settings.kafka().retention(), clock, register);
            Fleet fleet = new Fleet(clock);
            CollectorRegistry registry = Exposition.registry();
            Duties duties = closer.add(Duties.start(bootstrap, settings.gateway().takeOverAfter()));
            TopicTail fleetTail =
                    closer.add(
                            TopicTail.start(
                                    "fleet",
                                    bootstrap,
                                    List.of(Topics.WORKERS),
                                    TopicTail.From.BEGINNING,
                                    fleet::read));
            awaitReady(fleetTail); // what jobs cost depends on what workers told

            Costs costs = new Costs(fleet, clock);
            QueueModel queue = new QueueModel(costs, register::isFollower);
            board.listenToAll(queue);
            QueueMeter.register(queue, registry);
            Queueing queueing =
                    new Queueing(
                            queue, closer.add(PositionFeed.start(queue, POSITIONS_EVERY)), costs);
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
                            settings.gateway().maxQueuedJobs(),
                            clock);
            board.listenToAll(admission);
            Webhooks webhooks =
                    closer.add(webhooks(board, tenants, duties, sender, clock, registry));
            board.listenToAll(webhooks::changed);
            TopicTail webhookTail =
                    closer.add(
                            TopicTail.start(
                                    "deliveries",
                                    bootstrap,
                                    List.of(Topics.DELIVERIES),
                                    TopicTail.From.BEGINNING,
                                    webhooks::read));

            TopicTail boardTail =
                    closer.add(
                            TopicTail.start(
                                    "board",
                                    bootstrap,
                                    boardTopics(pools),
                                    TopicTail.From.BEGINNING,
                                    board::read));

            gauge(
                    registry,
                    "kuotu_gateway_duty_shares",
                    "Shares of the jobs that this gateway sees to.",
                    duties::shares);
            gauge(
                    registry,
                    "kuotu_gateway_jobs_queued",
                    "Jobs that wait for a worker.",
                    board::queued);
            gauge(
                    registry,
                    "kuotu_gateway_jobs_running",
                    "Jobs that a worker holds.",
                    board::running);
            gauge(
                    registry,
                    "kuotu_gateway_workers",
                    "Workers that gave a sign of life lately.",
                    () -> fleet.alive().size());

            Retention retention = settings.gateway().retention().kept();
            Contents contents = new Contents(store, retention, clock);
            closer.add(sweeper(store, retention, duties, clock, registry));
            JobLookup lookup = new JobLookup(board, store, retention, clock);
            Settlement settlement = new Settlement(register, store);
            Claims claims = new Claims(register, lookup, sender, clock, registry);
            this.feeds =
                    new Feeds(board, new Positions(queueing.positions()), feedLimits(), registry);
            HttpFront.Parts parts =
                    new HttpFront.Parts(
                            tenants,
                            admission,
                            submissions(
                                    store, sender, fleet, lookup, contents, claims, admission,
                                    clock),
                            new Canceller(store, sender, clock, claims),
                            lookup,
                            settlement,
                            board,
                            fleet,
                            queueing,
                            store,
                            webhooks,
                            uploads(store, contents, retention, clock),
                            new BatchRoutes.Limits(
                                    settings.gateway().batches().maxBytes(),
                                    settings.gateway().batches().atOnce(),
                                    settings.gateway().batches().within()),
                            registry,
                            () ->
                                    boardTail.caughtUp().isDone()
                                            && !boardTail.caughtUp().isCompletedExceptionally(),
                            feeds);
            this.vertx = Vertx.vertx();
            closer.add(
                    () ->
                            vertx.close()
                                    .toCompletionStage()
                                    .toCompletableFuture()
                                    .get(10, TimeUnit.SECONDS));
            this.server = listen(parts);
            awaitReady(boardTail, webhookTail);
            closer.add(new Caretaker(register, settlement, sender, duties::isMine, clock).start());
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

    private Submissions submissions(
            ObjectStore store,
            RecordSender sender,
            Fleet fleet,
            JobLookup lookup,
            Contents contents,
            Claims claims,
            Admission admission,
            InstantSource clock) {
        PictureLimits limits = settings.limits().limits();
        SecureRandom random = new SecureRandom();
        Sources sources = new Sources(store, limits, clock);
        Retention retention = settings.gateway().retention().kept();
        return new Submissions(
                List.of(
                        new JobForm(sources, lookup),
                        new UploadForm(store, sources, contents, retention, clock),
                        new DataForm(sources)),
                sources,
                new SpecResolver(limits, fleet, random),
                admission,
                new Submitter(
                        sender,
                        clock,
                        random,
                        settings.gateway().pools().getFirst(),
                        claims,
                        settings.gateway().coalesce()),
                claims,
                new WebhookRules(settings.gateway().webhook().allowHttp()));
    }

    private Webhooks webhooks(
            Board board,
            TenantDirectory tenants,
            Duties duties,
            RecordSink sink,
            InstantSource clock,
            CollectorRegistry registry) {
        GatewaySettings.Webhook webhook = settings.gateway().webhook();
        return new Webhooks(
                new Surroundings(
                        board::find,
                        id -> tenants.find(id).map(Tenant::webhookSecrets).orElse(List.of()),
                        duties::isMine,
                        WebhookJson::payload,
                        closer.add(new PlainCaller()),
                        sink),
                new Webhooks.Options(
                        webhook.retries(),
                        webhook.jitter(),
                        webhook.callWithin(),
                        webhook.maxCalls(),
                        webhook.maxCallsPerHost(),
                        settings.kafka().retention()),
                clock,
                new SplittableRandom(),
                registry);
    }

    private Feeds.Limits feedLimits() {
        GatewaySettings.Events events = settings.gateway().events();
        return new Feeds.Limits(
                events.heartbeat(),
                events.silence(),
                events.behindBytes(),
                events.maxSubscriptions());
    }

    private Uploads uploads(
            ObjectStore store, Contents contents, Retention retention, InstantSource clock) {
        GatewaySettings.UploadSettings uploads = settings.gateway().uploads();
        return new Uploads(
                store,
                contents,
                new JobIds(clock, new SecureRandom()),
                new Uploads.Limits(uploads.maxBytes(), uploads.formLife(), retention),
                clock);
    }

    /** Whoever would see to the job {@link #SWEEPERS_SHARE} sweeps. */
    private Sweeper sweeper(
            ObjectStore store,
            Retention retention,
            Duties duties,
            InstantSource clock,
            CollectorRegistry registry) {
        GatewaySettings.RetentionSettings pace = settings.gateway().retention();
        return Sweeper.start(
                store,
                Rule.all(retention),
                new Sweeper.Pace(pace.every(), pace.perRound(), pace.dryRun()),
                () -> duties.isMine(SWEEPERS_SHARE),
                clock,
                new SweepMetrics(registry));
    }

    private static List<String> boardTopics(List<String> pools) {
        List<String> topics = new ArrayList<>();
        pools.forEach(pool -> topics.addAll(Topics.jobs(pool)));
        topics.add(Topics.EVENTS);
        return topics;
    }

    private static void gauge(
            CollectorRegistry registry, String name, String help, IntSupplier value) {
        Gauge gauge = Gauge.build(name, help).register(registry);
        gauge.setChild(
                new Gauge.Child() {
                    @Override
                    public double get() {
                        return value.getAsInt();
                    }
                });
    }

    private HttpServer listen(HttpFront.Parts parts) {
        GatewaySettings.GatewayOnly gateway = settings.gateway();
        HttpFront.Options options =
                new HttpFront.Options(
                        gateway.host(),
                        gateway.port(),
                        gateway.maxBodyBytes(),
                        gateway.outputUrlLife(),
                        gateway.events().maxMessageBytes(),
                        uploads());
        return HttpFront.listen(vertx, parts, options)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private static Path uploads() {
        try {
            return Files.createTempDirectory("kuotu-uploads-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    public URI endpoint() {
        String host =
                settings.gateway().host().equals("0.0.0.0")
                        ? "127.0.0.1"
                        : settings.gateway().host();
        return URI.create("http://" + host + ":" + server.actualPort());
    }

    /**
     * Sends readers of events away, takes no new connection, lets requests end for the grace, then
     * stops.
     */
    @Override
    public void close() {
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
