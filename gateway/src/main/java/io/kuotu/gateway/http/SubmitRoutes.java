package io.kuotu.gateway.http;

import io.kuotu.common.job.Job;
import io.kuotu.gateway.admission.OverLimit;
import io.kuotu.gateway.admission.Tenant;
import io.kuotu.gateway.board.JobLookup;
import io.kuotu.gateway.board.JobView;
import io.kuotu.gateway.queue.QueueModel;
import io.kuotu.gateway.submit.Request;
import io.kuotu.gateway.submit.Submissions;
import io.kuotu.gateway.view.JobJson;
import io.kuotu.gateway.view.QueueJson;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
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
        create(context, RequestReader::expansion);
    }

    void createUpscale(RoutingContext context) {
        create(context, RequestReader::upscale);
    }

    private void create(
            RoutingContext context, BiFunction<JsonObject, Optional<String>, Request> read) {
        Tenant tenant = Authenticator.tenant(context);
        JsonObject body = Inputs.body(context);
        Request request = read.apply(body, Inputs.header(context, "traceparent"));
        Duration wait = Inputs.preferredWait(context);
        Optional<Path> part = FormExtractor.file(context);
        Optional<OverLimit> overLimit = Inputs.preferredOverLimit(context);
        Offload.answer(
                context,
                () ->
                        accepted(
                                submissions.submit(
                                        new Submissions.Submission(
                                                tenant,
                                                request,
                                                body.getString("image"),
                                                part,
                                                overLimit)),
                                wait));
    }

    private Reply accepted(Job job, Duration wait) throws InterruptedException {
        JobView queued = JobView.queued(job);
        JobView view =
                wait.isZero()
                        ? queued
                        : lookup.await(job.id(), v -> v.state().isTerminal(), wait).orElse(queued);
        return Reply.json(view.state().isTerminal() ? 200 : 202, QueueJson.of(view, queue))
                .with("Location", JobJson.self(job));
    }
}
