package io.kuotu.gateway;

import io.kuotu.common.config.InvalidSettings;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.JobIds;
import io.kuotu.common.picture.PictureLimits;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.common.trace.Tracing;
import io.kuotu.common.wire.DeadLetters;
import io.kuotu.common.wire.Duties;
import io.kuotu.common.wire.RecordSink;
import io.kuotu.common.wire.Switchboard;
import io.kuotu.common.wire.TopicSetup;
import io.kuotu.gateway.admission.Admission;
import io.kuotu.gateway.admission.Rate;
import io.kuotu.gateway.admission.Tenant;
import io.kuotu.gateway.admission.TenantDirectory;
import io.kuotu.gateway.admission.Visitors;
import io.kuotu.gateway.board.Board;
import io.kuotu.gateway.board.Fleet;
import io.kuotu.gateway.board.JobLookup;
import io.kuotu.gateway.claim.Claims;
import io.kuotu.gateway.claim.JobSender;
import io.kuotu.gateway.http.BatchRoutes;
import io.kuotu.gateway.http.HttpFront;
import io.kuotu.gateway.notify.Feeds;
import io.kuotu.gateway.operate.Backlog;
import io.kuotu.gateway.operate.Controls;
import io.kuotu.gateway.operate.JobSearch;
import io.kuotu.gateway.operate.Operating;
import io.kuotu.gateway.operate.Purge;
import io.kuotu.gateway.operate.Replays;
import io.kuotu.gateway.outbound.Answer;
import io.kuotu.gateway.outbound.GuardedHttp;
import io.kuotu.gateway.outbound.Names;
import io.kuotu.gateway.queue.QueueModel;
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
import io.kuotu.gateway.submit.UrlForm;
import io.kuotu.gateway.upload.Contents;
import io.kuotu.gateway.upload.Uploads;
import io.kuotu.gateway.view.WebhookJson;
import io.kuotu.gateway.webhook.Caller;
import io.kuotu.gateway.webhook.Surroundings;
import io.kuotu.gateway.webhook.TracedCaller;
import io.kuotu.gateway.webhook.WebhookRules;
import io.kuotu.gateway.webhook.Webhooks;
import io.prometheus.client.CollectorRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Settings to the parts that they are about. Makes, starts nothing but what it says.
 *
 * @param settings of the gateway
 * @param clock of all parts
 * @param registry of their metrics
 */
record Wiring(GatewaySettings settings, InstantSource clock, CollectorRegistry registry) {
    private static final JobId SWEEPERS_SHARE = new JobId("job_" + "0".repeat(26));

    TopicSetup.Rules topics() {
        return new TopicSetup.Rules(
                settings.kafka().retention(),
                settings.kafka().lease(),
                TopicSetup.Rules.DEFAULT.deliveries());
    }

    GuardedHttp outbound(Vertx vertx) {
        EdgeSettings.Outbound rules = settings.gateway().edge().outbound();
        return new GuardedHttp(vertx, Names.system(), rules.rules(), rules.trust());
    }

    Submissions submissions(
            ObjectStore store,
            RecordSink sink,
            Fleet fleet,
            Board board,
            JobLookup lookup,
            Contents contents,
            GuardedHttp outbound,
            Admission admission,
            Claims claims) {
        PictureLimits limits = settings.limits().limits();
        SecureRandom random = new SecureRandom();
        Sources sources = new Sources(store, limits, clock);
        return new Submissions(
                List.of(
                        new JobForm(sources, lookup),
                        new UploadForm(store, sources, contents, retention(), clock),
                        new DataForm(sources),
                        new UrlForm(sources, outbound, fetching())),
                sources,
                new SpecResolver(limits, fleet, random),
                admission,
                submitter(sink, random, claims, board),
                claims,
                new WebhookRules(settings.gateway().edge().outbound().http()));
    }

    private Submitter submitter(RecordSink sink, SecureRandom random, Claims claims, Board board) {
        return new Submitter(
                sink,
                clock,
                random,
                settings.gateway().pools().getFirst(),
                claims,
                settings.gateway().coalesce(),
                board::expect);
    }

    private UrlForm.Limits fetching() {
        EdgeSettings.Outbound rules = settings.gateway().edge().outbound();
        return new UrlForm.Limits(
                settings.gateway().maxBodyBytes(), rules.fetchWithin(), rules.fetchesAtOnce());
    }

    Webhooks webhooks(
            Board board,
            TenantDirectory tenants,
            Duties duties,
            GuardedHttp outbound,
            RecordSink sink,
            Tracing tracing) {
        GatewaySettings.Webhook webhook = settings.gateway().webhook();
        return new Webhooks(
                new Surroundings(
                        board::find,
                        id -> tenants.find(id).map(Tenant::webhookSecrets).orElse(List.of()),
                        duties::isMine,
                        WebhookJson::payload,
                        tracing.isOn()
                                ? new TracedCaller(guarded(outbound), tracing)
                                : guarded(outbound),
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

    private static Caller guarded(GuardedHttp outbound) {
        return (url, headers, body, within) -> {
            Answer answer = outbound.post(url, headers, body, within);
            return new Caller.Answer(answer.status(), answer.headers());
        };
    }

    Feeds.Limits feeds() {
        GatewaySettings.Events events = settings.gateway().events();
        return new Feeds.Limits(
                events.heartbeat(),
                events.silence(),
                events.behindBytes(),
                events.maxSubscriptions());
    }

    Retention retention() {
        return settings.gateway().retention().kept();
    }

    Uploads uploads(ObjectStore store, Contents contents) {
        GatewaySettings.UploadSettings uploads = settings.gateway().uploads();
        return new Uploads(
                store,
                contents,
                new JobIds(clock, new SecureRandom()),
                new Uploads.Limits(uploads.maxBytes(), uploads.formLife(), retention()),
                clock);
    }

    /** Starts its thread. Whoever would see to the job {@link #SWEEPERS_SHARE} sweeps. */
    Sweeper sweeper(ObjectStore store, Duties duties) {
        GatewaySettings.RetentionSettings pace = settings.gateway().retention();
        return Sweeper.start(
                store,
                Rule.all(retention()),
                new Sweeper.Pace(pace.every(), pace.perRound(), pace.dryRun()),
                () -> duties.isMine(SWEEPERS_SHARE),
                clock,
                new SweepMetrics(registry));
    }

    Operating operating(
            Board board,
            QueueModel queue,
            Switchboard switches,
            Canceller canceller,
            ObjectStore store,
            RecordSink sink) {
        List<String> pools = settings.gateway().pools();
        JobSearch search = new JobSearch(board, clock);
        return new Operating(
                search,
                new Backlog(queue, switches, pools),
                new Controls(sink, switches, clock),
                new DeadLetters(settings.kafka().broker()),
                new Replays(
                        store,
                        new JobSender(sink),
                        new JobIds(clock, new SecureRandom()),
                        board::expect,
                        clock),
                new Purge(search, canceller),
                pools);
    }

    BatchRoutes.Limits batches() {
        GatewaySettings.BatchSettings batches = settings.gateway().batches();
        return new BatchRoutes.Limits(batches.maxBytes(), batches.atOnce(), batches.within());
    }

    /**
     * Empty where the studio is off. Throws {@link InvalidSettings} where its key is nobody's, or
     * an operator's.
     */
    private Optional<Visitors> visitors(TenantDirectory tenants) {
        StudioSettings studio = settings.gateway().studio();
        Optional<String> key = StudioSettings.grantedKey(studio);
        key.ifPresent(
                granted -> {
                    if (tenants.withKey(granted).filter(tenant -> !tenant.operator()).isEmpty()) {
                        throw new InvalidSettings(
                                List.of(
                                        "kuotu.gateway.studio.key: must be the key of a tenant that"
                                                + " is no operator"));
                    }
                });
        Optional<Rate> rate =
                Optional.of(studio.jobsPerMinute())
                        .filter(perMinute -> perMinute > 0)
                        .map(perMinute -> new Rate(perMinute / 60, studio.jobsAtOnce()));
        return key.map(
                granted ->
                        new Visitors(granted, studio.passLife(), rate, clock, new SecureRandom()));
    }

    HttpFront.Options http(TenantDirectory tenants) {
        GatewaySettings.GatewayOnly gateway = settings.gateway();
        return new HttpFront.Options(
                gateway.host(),
                gateway.port(),
                gateway.maxBodyBytes(),
                gateway.outputUrlLife(),
                gateway.events().maxMessageBytes(),
                folder(),
                gateway.edge(),
                visitors(tenants),
                settings.signingKeys());
    }

    /** For bodies on their way in. */
    private static Path folder() {
        try {
            return Files.createTempDirectory("kuotu-uploads-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
