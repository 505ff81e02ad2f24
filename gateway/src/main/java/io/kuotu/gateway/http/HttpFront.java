package io.kuotu.gateway.http;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.metrics.Exposition;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.gateway.EdgeSettings;
import io.kuotu.gateway.admission.Admission;
import io.kuotu.gateway.admission.Tenants;
import io.kuotu.gateway.board.Board;
import io.kuotu.gateway.board.Fleet;
import io.kuotu.gateway.board.JobLookup;
import io.kuotu.gateway.submit.Canceller;
import io.kuotu.gateway.submit.Submissions;
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
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
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
            Tenants tenants,
            Admission admission,
            Submissions submissions,
            Canceller canceller,
            JobLookup lookup,
            Board board,
            Fleet fleet,
            ObjectStore store,
            CollectorRegistry registry,
            BooleanSupplier ready) {}

    /**
     * @param host to listen on
     * @param port 0 is any free one
     * @param maxBodyBytes of a request
     * @param outputUrlLife of a presigned URL
     * @param uploads folder for files on their way in
     * @param edge TLS, CORS, limits to connections
     */
    public record Options(
            String host,
            int port,
            long maxBodyBytes,
            Duration outputUrlLife,
            Path uploads,
            EdgeSettings edge) {}

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
                        // connection that
                        // may upgrade is not known to anybody before its first request
                        .setHttp2ClearTextEnabled(false)
                        .setMaxInitialLineLength(MAX_LINE_BYTES)
                        .setMaxHeaderSize(MAX_HEADER_BYTES)
                        .setCompressionSupported(false);
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
        router.route().handler(readers.patience());
        router.route().handler(new Cors(options.edge().cors()));
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
        router.route("/v1/*").handler(new AuditLog(InstantSource.system()));
        router.route("/v1/*").handler(new Authenticator(parts.tenants()));
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
        RouterBuilder builder = RouterBuilder.create(vertx, contract, new FormExtractor());
        builder.rootHandler(bodies);
        builder.getRoutes()
                .forEach(route -> route.setDoSecurity(false)); // done before the body is read
        mount(builder, parts, options);
        Router router = builder.createRouter();
        router.route().failureHandler(problems::answer);
        return router;
    }

    private static void mount(RouterBuilder builder, Parts parts, Options options) {
        SubmitRoutes submit =
                new SubmitRoutes(parts.admission(), parts.submissions(), parts.lookup());
        JobRoutes jobs =
                new JobRoutes(
                        parts.lookup(),
                        parts.board(),
                        parts.canceller(),
                        parts.store(),
                        options.outputUrlLife());
        on(builder, "createExpansion", submit::createExpansion);
        on(builder, "createUpscale", submit::createUpscale);
        on(builder, "listJobs", jobs::list);
        on(builder, "getJob", jobs::get);
        on(builder, "cancelJob", jobs::cancel);
        on(builder, "getJobEvents", jobs::events);
        on(builder, "getOutput", jobs::output);
        on(builder, "getPreview", jobs::preview);
        on(builder, "getManifest", jobs::manifest);
        on(builder, "listModels", new ModelRoutes(parts.fleet())::list);
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
