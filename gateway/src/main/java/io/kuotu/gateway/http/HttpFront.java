package io.kuotu.gateway.http;

import io.kuotu.common.metrics.Exposition;
import io.kuotu.common.provenance.KnownKeys;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.common.trace.Tracing;
import io.kuotu.gateway.EdgeSettings;
import io.kuotu.gateway.admission.Admission;
import io.kuotu.gateway.admission.TenantDirectory;
import io.kuotu.gateway.admission.Visitors;
import io.kuotu.gateway.board.Board;
import io.kuotu.gateway.board.Fleet;
import io.kuotu.gateway.board.JobLookup;
import io.kuotu.gateway.claim.Settlement;
import io.kuotu.gateway.notify.Feeds;
import io.kuotu.gateway.operate.Operating;
import io.kuotu.gateway.queue.Queueing;
import io.kuotu.gateway.submit.Canceller;
import io.kuotu.gateway.submit.Submissions;
import io.kuotu.gateway.upload.Uploads;
import io.kuotu.gateway.webhook.Webhooks;
import io.prometheus.client.CollectorRegistry;
import io.vertx.core.Future;
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
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The HTTP server: the contract's operations behind keys, and the operators' pages without. */
public final class HttpFront {
    private static final List<Integer> STATUSES =
            List.of(400, 403, 404, 405, 406, 408, 411, 413, 415, 500, 501, 503);
    private static final int IDLE_S = 120;
    static final int MAX_LINE_BYTES = 4096;
    static final int MAX_HEADER_BYTES = 16 << 10;
    private static final int LOOK_MS = 1_000;

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
            Operating operating,
            CollectorRegistry registry,
            BooleanSupplier ready,
            Tracing tracing,
            Feeds feeds) {}

    /**
     * @param host to listen on
     * @param port 0 is any free one
     * @param maxBodyBytes of a request
     * @param outputUrlLife of a presigned URL
     * @param maxMessageBytes of a WebSocket client
     * @param uploads folder for files on their way in
     * @param edge TLS, CORS, limits to connections
     * @param visitors of the studio; empty where there is none
     * @param keys that pictures are signed with, for everybody
     */
    public record Options(
            String host,
            int port,
            long maxBodyBytes,
            Duration outputUrlLife,
            int maxMessageBytes,
            Path uploads,
            EdgeSettings edge,
            Optional<Visitors> visitors,
            KnownKeys keys) {}

    private HttpFront() {}

    public static Future<HttpServer> listen(Vertx vertx, Parts parts, Options options) {
        return ContractFile.forValidation(vertx)
                .compose(contract -> server(vertx, contract, parts, options).listen())
                .onSuccess(server -> Certificates.watch(vertx, server, options.edge().tls()));
    }

    private static HttpServer server(
            Vertx vertx, OpenAPIContract contract, Parts parts, Options options) {
        boolean tls = options.edge().tls().isOn();
        RequestTrail trail = new RequestTrail(parts.registry(), tls);
        Patience patience = new Patience(options.edge().connections(), System::nanoTime);
        BodyReader bodies = new BodyReader(bodyHandler(options), System::nanoTime);
        vertx.setPeriodic(
                LOOK_MS,
                _ -> {
                    patience.look();
                    bodies.look();
                });
        return vertx.createHttpServer(serverOptions(options))
                .connectionHandler(patience::connected)
                .invalidRequestHandler(new BrokenRequests(trail, tls)::answer)
                .requestHandler(
                        router(
                                vertx,
                                contract,
                                parts,
                                options,
                                new Readers(trail, patience, bodies)));
    }

    private static HttpServerOptions serverOptions(Options options) {
        HttpServerOptions server =
                new HttpServerOptions()
                        .setHost(options.host())
                        .setPort(options.port())
                        .setIdleTimeout(IDLE_S)
                        // of the form's part "request": what is too long there is for the contract
                        // to say
                        .setMaxFormAttributeSize(
                                (int) Math.min(Integer.MAX_VALUE, options.maxBodyBytes()))
                        // no upgrade from plain HTTP/1.1: proxies do not look into it, and a
                        // connection that may upgrade is not known before its first request
                        .setHttp2ClearTextEnabled(false)
                        .setMaxInitialLineLength(MAX_LINE_BYTES)
                        .setMaxHeaderSize(MAX_HEADER_BYTES)
                        .setCompressionSupported(false)
                        .setWebSocketSubProtocols(List.of(Authenticator.SUBPROTOCOL))
                        // a compressor's memory for each connection, for a few hundred bytes
                        .setPerMessageWebSocketCompressionSupported(false)
                        .setPerFrameWebSocketCompressionSupported(false)
                        .setMaxWebSocketFrameSize(options.maxMessageBytes())
                        .setMaxWebSocketMessageSize(options.maxMessageBytes());
        Certificates.use(server, options.edge().tls());
        return server;
    }

    private static BodyHandler bodyHandler(Options options) {
        return BodyHandler.create()
                .setBodyLimit(options.maxBodyBytes())
                .setUploadsDirectory(options.uploads().toString())
                .setDeleteUploadedFilesOnEnd(true);
    }

    /** What sees each request before its operation does. */
    private record Readers(RequestTrail trail, Patience patience, BodyReader bodies) {}

    private static Router router(
            Vertx vertx, OpenAPIContract contract, Parts parts, Options options, Readers readers) {
        RequestTrail trail = readers.trail();
        Problems problems = new Problems(trail, options.maxBodyBytes());
        Router router = Router.router(vertx);
        STATUSES.forEach(status -> router.errorHandler(status, problems::answer));
        router.route().handler(trail);
        if (parts.tracing().isOn()) {
            router.route()
                    .handler(new TraceTrail(parts.tracing(), contract, InstantSource.system()));
        }
        router.route().handler(readers.patience());
        router.route().handler(new Cors(options.edge().cors()));
        router.get("/livez").handler(context -> text(context, 200, "ok\n"));
        router.get("/readyz")
                .handler(
                        context ->
                                text(
                                        context,
                                        parts.ready().getAsBoolean() ? 200 : 503,
                                        parts.ready().getAsBoolean() ? "ok\n" : "not ready\n"));
        router.get("/metrics").handler(context -> metrics(context, parts.registry()));
        router.get("/openapi.yaml")
                .handler(
                        context ->
                                context.response()
                                        .putHeader("Content-Type", "application/yaml")
                                        .end(ContractFile.text()));
        router.get(KnownKeys.PATH).handler(context -> keys(context, options.keys()));
        new DocsPage().mount(router);
        options.visitors().ifPresent(v -> new StudioPage(v, options.maxBodyBytes()).mount(router));
        router.route("/v1/*").handler(new AuditLog(InstantSource.system()));
        router.route("/v1/*").handler(new Authenticator(parts.tenants(), options.visitors()));
        options.visitors().ifPresent(v -> router.route("/v1/*").handler(new VisitorGate(v)));
        router.route("/v1/*").handler(new LimitGate(parts.admission()));
        router.route("/v1/operator/*").handler(new OperatorGate());
        // the contract's own router would read the request, which then is no WebSocket any more
        router.get("/v1/stream").handler(new EventRoutes(parts.lookup(), parts.feeds())::stream);
        router.route("/*")
                .subRouter(contracted(vertx, contract, parts, options, problems, readers.bodies()));
        return router;
    }

    private static Router contracted(
            Vertx vertx,
            OpenAPIContract contract,
            Parts parts,
            Options options,
            Problems problems,
            BodyReader bodies) {
        FormExtractor extractor = new FormExtractor();
        RequestValidator validator = RequestValidator.create(vertx, contract);
        RouterBuilder builder = RouterBuilder.create(vertx, contract, extractor);
        builder.rootHandler(bodies);
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
        new Operations(builder).mount(contract, parts, options);
        Router router = builder.createRouter();
        router.route().failureHandler(problems::answer);
        return router;
    }

    private static void metrics(RoutingContext context, CollectorRegistry registry) {
        context.response().putHeader("Content-Type", Exposition.CONTENT_TYPE);
        var _ = context.response().end(Exposition.text(registry));
    }

    private static void keys(RoutingContext context, KnownKeys keys) {
        var _ =
                context.response()
                        .putHeader("Content-Type", "application/jwk-set+json")
                        .putHeader("Cache-Control", "public, max-age=300")
                        .end(keys.json());
    }

    private static void text(RoutingContext context, int status, String body) {
        var _ =
                context.response()
                        .setStatusCode(status)
                        .putHeader("Content-Type", "text/plain")
                        .end(body);
    }
}
