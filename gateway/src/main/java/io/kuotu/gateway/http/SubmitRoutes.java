package io.kuotu.gateway.http;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.TenantId;
import io.kuotu.gateway.admission.OverLimit;
import io.kuotu.gateway.admission.Tenant;
import io.kuotu.gateway.board.JobLookup;
import io.kuotu.gateway.board.JobView;
import io.kuotu.gateway.claim.Accepted;
import io.kuotu.gateway.claim.Claims;
import io.kuotu.gateway.claim.Digest;
import io.kuotu.gateway.queue.QueueModel;
import io.kuotu.gateway.submit.Request;
import io.kuotu.gateway.submit.Submissions;
import io.kuotu.gateway.view.JobJson;
import io.kuotu.gateway.view.QueueJson;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;

/** Jobs in. */
final class SubmitRoutes {
    private final Submissions submissions;
    private final JobLookup lookup;
    private final QueueModel queue;

    SubmitRoutes(Submissions submissions, JobLookup lookup, QueueModel queue) {
        this.submissions = submissions;
        this.lookup = lookup;
        this.queue = queue;
    }

    void createExpansion(RoutingContext context) {
        create(context, "createExpansion", RequestReader::expansion);
    }

    void createUpscale(RoutingContext context) {
        create(context, "createUpscale", RequestReader::upscale);
    }

    void createChain(RoutingContext context) {
        create(context, "createChain", RequestReader::chain);
    }

    void createEnhancement(RoutingContext context) {
        create(context, "createEnhancement", RetouchReader::enhancement);
    }

    private void create(
            RoutingContext context,
            String operation,
            BiFunction<JsonObject, Optional<String>, Request> read) {
        Tenant tenant = Authenticator.tenant(context);
        JsonObject body = Inputs.body(context);
        Request request = read.apply(body, TraceTrail.parent(context));
        Duration wait = Inputs.preferredWait(context);
        Optional<Path> part = FormExtractor.file(context);
        Optional<String> key = Inputs.header(context, Claims.HEADER);
        Optional<OverLimit> overLimit = Inputs.preferredOverLimit(context);
        Offload.answer(
                context,
                () ->
                        accepted(
                                submissions.accept(
                                        new Submissions.Submission(
                                                tenant,
                                                request,
                                                body.getString("image"),
                                                part,
                                                key(tenant.id(), key, operation, body, part),
                                                overLimit)),
                                wait));
    }

    private static Optional<JobEvent.Key> key(
            TenantId tenant,
            Optional<String> header,
            String operation,
            JsonObject body,
            Optional<Path> part)
            throws IOException {
        return header.isEmpty()
                ? Optional.empty()
                : Optional.of(Digest.key(tenant, header.get(), operation, body.getMap(), part));
    }

    private Reply accepted(Accepted accepted, Duration wait) throws InterruptedException {
        Job job = accepted.job();
        JobView view =
                accepted.replayed()
                        ? lookup.find(job.id().value(), job.tenant())
                        : JobView.queued(job);
        if (!wait.isZero() && !view.state().isTerminal()) {
            view = lookup.await(job.id(), v -> v.state().isTerminal(), wait).orElse(view);
        }
        Reply reply =
                Reply.json(view.state().isTerminal() ? 200 : 202, QueueJson.of(view, queue))
                        .with("Location", JobJson.self(job));
        return accepted.replayed() ? reply.with("Idempotency-Replayed", "true") : reply;
    }
}
