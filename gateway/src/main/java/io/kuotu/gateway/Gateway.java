package io.kuotu.gateway;

import io.kuotu.common.lifecycle.Closer;
import io.kuotu.common.metrics.Exposition;
import io.kuotu.common.picture.PictureLimits;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.common.store.S3ObjectStore;
import io.kuotu.common.wire.Duties;
import io.kuotu.common.wire.RecordSender;
import io.kuotu.common.wire.TopicSetup;
import io.kuotu.common.wire.TopicTail;
import io.kuotu.common.wire.Topics;
import io.kuotu.gateway.admission.Admission;
import io.kuotu.gateway.admission.Tenants;
import io.kuotu.gateway.board.Board;
import io.kuotu.gateway.board.Fleet;
import io.kuotu.gateway.board.JobLookup;
import io.kuotu.gateway.http.HttpFront;
import io.kuotu.gateway.outbound.GuardedHttp;
import io.kuotu.gateway.outbound.Names;
import io.kuotu.gateway.submit.Canceller;
import io.kuotu.gateway.submit.DataForm;
import io.kuotu.gateway.submit.JobForm;
import io.kuotu.gateway.submit.Sources;
import io.kuotu.gateway.submit.SpecResolver;
import io.kuotu.gateway.submit.Submissions;
import io.kuotu.gateway.submit.Submitter;
import io.kuotu.gateway.submit.UrlForm;
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
    private static final Duration LINGER = Duration.ofMillis(1);

    private final Closer closer = new Closer();
    private final GatewaySettings settings;
    private final Vertx vertx;
    private final HttpServer server;

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

            Board board = new Board(settings.kafka().retention(), clock);
            Fleet fleet = new Fleet(clock);
            TopicTail boardTail =
                    closer.add(
                            TopicTail.start(
                                    "board",
                                    bootstrap,
                                    boardTopics(pools),
                                    TopicTail.From.BEGINNING,
                                    board::read));
            TopicTail fleetTail =
                    closer.add(
                            TopicTail.start(
                                    "fleet",
                                    bootstrap,
                                    List.of(Topics.WORKERS),
                                    TopicTail.From.BEGINNING,
                                    fleet::read));

            Duties duties = closer.add(Duties.start(bootstrap, settings.gateway().takeOverAfter()));

            CollectorRegistry registry = Exposition.registry();
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

            this.vertx = Vertx.vertx();
            closer.add(
                    () ->
                            vertx.close()
                                    .toCompletionStage()
                                    .toCompletableFuture()
                                    .get(10, TimeUnit.SECONDS));
            GuardedHttp outbound = closer.add(outbound());

            JobLookup lookup = new JobLookup(board, store, clock);
            HttpFront.Parts parts =
                    new HttpFront.Parts(
                            Tenants.of(settings.tenants()),
                            new Admission(board, settings.gateway().maxQueuedJobs()),
                            submissions(store, sender, fleet, lookup, outbound, clock),
                            new Canceller(store, sender, clock),
                            lookup,
                            board,
                            fleet,
                            store,
                            registry,
                            () ->
                                    boardTail.caughtUp().isDone()
                                            && !boardTail.caughtUp().isCompletedExceptionally());
            this.server = listen(parts);
            awaitReady(boardTail, fleetTail);
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
            GuardedHttp outbound,
            InstantSource clock) {
        PictureLimits limits = settings.limits().limits();
        SecureRandom random = new SecureRandom();
        Sources sources = new Sources(store, limits);
        return new Submissions(
                List.of(
                        new JobForm(sources, lookup),
                        new DataForm(sources),
                        new UrlForm(sources, outbound, fetching())),
                sources,
                new SpecResolver(limits, fleet, random),
                new Submitter(sender, clock, random, settings.gateway().pools().getFirst()));
    }

    private GuardedHttp outbound() {
        EdgeSettings.Outbound rules = settings.gateway().edge().outbound();
        return new GuardedHttp(vertx, Names.system(), rules.rules(), rules.trust());
    }

    private UrlForm.Limits fetching() {
        EdgeSettings.Outbound rules = settings.gateway().edge().outbound();
        return new UrlForm.Limits(
                settings.gateway().maxBodyBytes(), rules.fetchWithin(), rules.fetchesAtOnce());
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
                        uploads(),
                        gateway.edge());
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
        String scheme = settings.gateway().edge().tls().isOn() ? "https" : "http";
        return URI.create(scheme + "://" + host + ":" + server.actualPort());
    }

    /** Takes no new connection, lets requests end for the grace, then stops. */
    @Override
    public void close() {
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
