package io.kuotu.gateway.http;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.metrics.Exposition;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.gateway.admission.Admission;
import io.kuotu.gateway.admission.TenantDirectory;
import io.kuotu.gateway.board.Board;
import io.kuotu.gateway.board.Fleet;
import io.kuotu.gateway.board.JobLookup;
import io.kuotu.gateway.claim.Settlement;
import io.kuotu.gateway.notify.Feeds;
import io.kuotu.gateway.queue.Queueing;
import io.kuotu.gateway.submit.Canceller;
import io.kuotu.gateway.submit.Submissions;
import io.kuotu.gateway.upload.Uploads;
import io.kuotu.gateway.webhook.Webhooks;
import io.prometheus.client.CollectorRegistry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.validation.RequestValidator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The HTTP server: the contract's operations behind keys, and the operators' pages without. */
public final class HttpFront {
    private static final List<Integer> STATUSES = List.of(400, 404, 405, 406, 413, 415, 500);
    private static final int IDLE_S = 120;

    /** What the front serves. */
    public record Parts(
            TenantDirectory tenants,
            Admission admission,
            Submissions submissions,
            Canceller canceller,
            JobLookup lookup,
            Settlement settlement,
            Board board,
            Fleet fleet,
            Queueing queueing,
            ObjectStore store,
            Webhooks webhooks,
            Uploads uploads,
            BatchRoutes.Limits batches,
            CollectorRegistry registry,
            BooleanSupplier ready,
            Feeds feeds) {}

    /**
     * @param host to listen on
     * @param port 0 is any free one
     * @param maxBodyBytes of a request
     * @param outputUrlLife of a presigned URL
     * @param maxMessageBytes of a WebSocket client
     * @param uploads folder for files on their way in
     */
    public record Options(
            String host,
            int port,
            long maxBodyBytes,
            Duration outputUrlLife,
            int maxMessageBytes,
            Path uploads) {}

    private HttpFront() {}

    public static Future<HttpServer> listen(Vertx vertx, Parts parts, Options options) {
        return ContractFile.forValidation(vertx)
                .compose(
                        contract ->
                                vertx.createHttpServer(serverOptions(options))
                                        .requestHandler(router(vertx, contract, parts, options))
                                        .listen());
    }

    private static HttpServerOptions serverOptions(Options options) {
        return new HttpServerOptions()
                .setHost(options.host())
                .setPort(options.port())
                .setIdleTimeout(IDLE_S)
                // of the form's part "request": what is too long there is for the contract to say
                .setMaxFormAttributeSize((int) Math.min(Integer.MAX_VALUE, options.maxBodyBytes()))
                .setCompressionSupported(false)
                .setWebSocketSubProtocols(List.of(Authenticator.SUBPROTOCOL))
                // a compressor's memory for each connection, for messages of a few hundred bytes
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setMaxWebSocketFrameSize(options.maxMessageBytes())
                .setMaxWebSocketMessageSize(options.maxMessageBytes());
    }

    private static Router router(
            Vertx vertx, OpenAPIContract contract, Parts parts, Options options) {
        RequestTrail trail = new RequestTrail(parts.registry());
        Problems problems = new Problems(trail, options.maxBodyBytes());
        Router router = Router.router(vertx);
        STATUSES.forEach(status -> router.errorHandler(status, problems::answer));
        router.route().handler(trail);
        router.get("/livez").handler(context -> text(context, 200, "ok\n"));
        router.get("/readyz")
                .handler(
                        context ->
                                text(
                                        context,
                                        parts.ready().getAsBoolean() ? 200 : 503,
                                        parts.ready().getAsBoolean() ? "ok\n" : "not yet\n"));
        router.get("/metrics").handler(context -> metrics(context, parts.registry()));
        router.get("/openapi.yaml")
                .handler(
                        context ->
                                context.response()
                                        .putHeader("Content-Type", "application/yaml")
                                        .end(ContractFile.text()));
        new DocsPage().mount(router);
        router.route("/v1/*").handler(new Authenticator(parts.tenants()));
        router.route("/v1/*").handler(new LimitGate(parts.admission()));
        // the contract's own router would read the request, which then is no WebSocket any more
        router.get("/v1/stream").handler(new EventRoutes(parts.lookup(), parts.feeds())::stream);
        router.route("/*").subRouter(contracted(vertx, contract, parts, options, problems));
        return router;
    }

    private static Router contracted(
            Vertx vertx,
            OpenAPIContract contract,
            Parts parts,
            Options options,
            Problems problems) {
        FormExtractor extractor = new FormExtractor();
        RequestValidator validator = RequestValidator.create(vertx, contract);
        RouterBuilder builder = RouterBuilder.create(vertx, contract, extractor);
        builder.rootHandler(
                BodyHandler.create()
                        .setBodyLimit(options.maxBodyBytes())
                        .setUploadsDirectory(options.uploads().toString())
                        .setDeleteUploadedFilesOnEnd(true));
        builder.getRoutes()
                .forEach(
                        route ->
                                route.setDoSecurity(false) // done before the body is read
                                        .setDoValidation(false) // done by the guard
                                        .addHandler(
                                                new ContractGuard(
                                                        route.getOperation(),
                                                        contract,
                                                        extractor,
                                                        validator)));
        mount(builder, parts, options);
        on(builder, "createUpload", new UploadRoutes(parts.uploads())::create);
        on(
                builder,
                "createBatch",
                new BatchRoutes(
                                new BatchItems(contract),
                                parts.submissions(),
                                parts.lookup(),
                                parts.batches())
                        ::create);
        Router router = builder.createRouter();
        router.route().failureHandler(problems::answer);
        return router;
    }

    private static void mount(RouterBuilder builder, Parts parts, Options options) {
        SubmitRoutes submit =
                new SubmitRoutes(parts.submissions(), parts.lookup(), parts.queueing().model());
        JobRoutes jobs =
                new JobRoutes(
                        parts.lookup(),
                        parts.board(),
                        parts.canceller(),
                        parts.store(),
                        parts.settlement(),
                        options.outputUrlLife(),
                        parts.queueing().model());
        QueueRoutes queue = new QueueRoutes(parts.submissions(), parts.board(), parts.queueing());
        on(builder, "getQueue", queue::queue);
        on(builder, "createEstimate", queue::estimate);
        on(builder, "createExpansion", submit::createExpansion);
        on(builder, "createUpscale", submit::createUpscale);
        on(builder, "listJobs", jobs::list);
        on(builder, "getJob", jobs::get);
        on(builder, "cancelJob", jobs::cancel);
        EventRoutes events = new EventRoutes(parts.lookup(), parts.feeds());
        on(builder, "getJobEvents", events::ofJob);
        on(builder, "openStream", events::stream); // the route before has answered
        on(builder, "getOutput", jobs::output);
        on(builder, "getPreview", jobs::preview);
        on(builder, "getManifest", jobs::manifest);
        on(builder, "listModels", new ModelRoutes(parts.fleet())::list);
        WebhookRoutes webhooks = new WebhookRoutes(parts.lookup(), parts.board(), parts.webhooks());
        on(builder, "listDeliveries", webhooks::list);
        on(builder, "redeliver", webhooks::redeliver);
        on(builder, "listAllDeliveries", webhooks::listAll);
        on(builder, "redeliverAny", webhooks::redeliverAny);
    }

    private static void on(
            RouterBuilder builder, String operation, Handler<RoutingContext> handler) {
        requireNonNull(
                        builder.getRoute(operation),
                        () -> "the contract has no operation " + operation)
                .addHandler(handler);
    }

    private static void metrics(RoutingContext context, CollectorRegistry registry) {
        context.response().putHeader("Content-Type", Exposition.CONTENT_TYPE);
        var _ = context.response().end(Exposition.text(registry));
    }

    private static void text(RoutingContext context, int status, String body) {
        var _ =
                context.response()
                        .setStatusCode(status)
                        .putHeader("Content-Type", "text/plain")
                        .end(body);
    }
}
