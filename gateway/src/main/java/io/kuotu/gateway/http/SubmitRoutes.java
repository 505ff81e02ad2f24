package io.kuotu.gateway.http;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.Problem;
import io.kuotu.gateway.admission.Admission;
import io.kuotu.gateway.admission.Tenant;
import io.kuotu.gateway.board.JobLookup;
import io.kuotu.gateway.board.JobView;
import io.kuotu.gateway.submit.Request;
import io.kuotu.gateway.submit.Submissions;
import io.kuotu.gateway.view.JobJson;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;

/** Jobs in. */
final class SubmitRoutes {
    private final Admission admission;
    private final Submissions submissions;
    private final JobLookup lookup;

    SubmitRoutes(Admission admission, Submissions submissions, JobLookup lookup) {
        this.admission = admission;
        this.submissions = submissions;
        this.lookup = lookup;
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
        if (admission.decide(tenant)
                instanceof Admission.Refused(Problem problem, Duration retryAfter)) {
            context.response().putHeader("Retry-After", Long.toString(retryAfter.toSeconds()));
            throw problem.asException();
        }
        JsonObject body = Inputs.body(context);
        Request request = read.apply(body, Inputs.header(context, "traceparent"));
        Duration wait = Inputs.preferredWait(context);
        Optional<Path> part = FormExtractor.file(context);
        Offload.answer(
                context,
                () ->
                        accepted(
                                submissions.submit(
                                        new Submissions.Submission(
                                                tenant, request, body.getString("image"), part)),
                                wait));
    }

    private Reply accepted(Job job, Duration wait) throws InterruptedException {
        JobView queued = JobView.queued(job);
        JobView view =
                wait.isZero()
                        ? queued
                        : lookup.await(job.id(), v -> v.state().isTerminal(), wait).orElse(queued);
        return Reply.json(view.state().isTerminal() ? 200 : 202, JobJson.of(view))
                .with("Location", JobJson.self(job));
    }
}
