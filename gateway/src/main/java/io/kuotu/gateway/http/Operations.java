package io.kuotu.gateway.http;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.OpenAPIContract;
import java.time.InstantSource;

/** The contract's operations and who answers them. */
final class Operations {
    private final RouterBuilder builder;

    Operations(RouterBuilder builder) {
        this.builder = builder;
    }

    void mount(OpenAPIContract contract, HttpFront.Parts parts, HttpFront.Options options) {
        submissions(contract, parts);
        jobs(parts, options);
        on("listModels", new ModelRoutes(parts.fleet())::list);
        WebhookRoutes webhooks = new WebhookRoutes(parts.lookup(), parts.board(), parts.webhooks());
        on("listDeliveries", webhooks::list);
        on("redeliver", webhooks::redeliver);
        on("listAllDeliveries", webhooks::listAll);
        on("redeliverAny", webhooks::redeliverAny);
        operators(parts);
    }

    private void operators(HttpFront.Parts parts) {
        OperatorRoutes operators =
                new OperatorRoutes(
                        parts.operating(),
                        parts.fleet(),
                        parts.queueing(),
                        parts.store(),
                        InstantSource.system());
        on("listAllJobs", operators::jobs);
        on("getAnyJob", operators::job);
        on("getWholeQueue", operators::queue);
        on("listWorkers", operators::workers);
        on("drainWorker", operators::drain);
        on("pauseTier", operators::pause);
        on("resumeTier", operators::resume);
        on("purgeJobs", operators::purge);
        DeadRoutes dead =
                new DeadRoutes(parts.operating(), parts.queueing().model(), InstantSource.system());
        on("listDead", dead::list);
        on("getDead", dead::get);
        on("replayDead", dead::replay);
    }

    private void submissions(OpenAPIContract contract, HttpFront.Parts parts) {
        SubmitRoutes submit =
                new SubmitRoutes(parts.submissions(), parts.lookup(), parts.queueing().model());
        on("createExpansion", submit::createExpansion);
        on("createUpscale", submit::createUpscale);
        on("createChain", submit::createChain);
        on("createEnhancement", submit::createEnhancement);
        on("createUpload", new UploadRoutes(parts.uploads())::create);
        BatchItems items = new BatchItems(contract);
        BatchRoutes batches =
                new BatchRoutes(items, parts.submissions(), parts.lookup(), parts.batches());
        on("createBatch", batches::create);
        QueueRoutes queue = new QueueRoutes(parts.submissions(), parts.board(), parts.queueing());
        on("getQueue", queue::queue);
        on("createEstimate", queue::estimate);
    }

    private void jobs(HttpFront.Parts parts, HttpFront.Options options) {
        JobRoutes jobs =
                new JobRoutes(
                        parts.lookup(),
                        parts.board(),
                        parts.canceller(),
                        parts.store(),
                        parts.settlement(),
                        options.outputUrlLife(),
                        parts.queueing().model());
        on("listJobs", jobs::list);
        on("getJob", jobs::get);
        on("cancelJob", jobs::cancel);
        on("getOutput", jobs::output);
        on("getPreview", jobs::preview);
        on("getManifest", jobs::manifest);
        EventRoutes events = new EventRoutes(parts.lookup(), parts.feeds());
        on("getJobEvents", events::ofJob);
        on("openStream", events::stream); // the route before has answered
    }

    private void on(String operation, Handler<RoutingContext> handler) {
        requireNonNull(
                        builder.getRoute(operation),
                        () -> "the contract has no operation " + operation)
                .addHandler(handler);
    }
}
