package io.kuotu.gateway.http;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.job.Tier;
import io.kuotu.gateway.admission.Admission.Verdict;
import io.kuotu.gateway.admission.OverLimit;
import io.kuotu.gateway.admission.Refusal;
import io.kuotu.gateway.admission.Tenant;
import io.kuotu.gateway.board.Board;
import io.kuotu.gateway.queue.Queueing;
import io.kuotu.gateway.submit.Request;
import io.kuotu.gateway.submit.Submissions;
import io.kuotu.gateway.view.ProblemJson;
import io.kuotu.gateway.view.QueueJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** What a job would cost, and how long it would wait. */
final class QueueRoutes {
    private final Submissions submissions;
    private final Board board;
    private final Queueing queueing;

    QueueRoutes(Submissions submissions, Board board, Queueing queueing) {
        this.submissions = submissions;
        this.board = board;
        this.queueing = queueing;
    }

    void queue(RoutingContext context) {
        TenantId tenant = Authenticator.tenant(context).id();
        JsonArray tiers = new JsonArray();
        for (Tier tier : Tier.values()) {
            tiers.add(QueueJson.of(queueing.model().state(tier)));
        }
        var _ =
                context.json(
                        new JsonObject()
                                .put("tiers", tiers)
                                .put("workers", queueing.costs().crew().workers())
                                .put(
                                        "megapixel_steps_per_second",
                                        QueueJson.mega(queueing.model().rate()))
                                .put("your_jobs_in_flight", board.inFlight(tenant)));
    }

    void estimate(RoutingContext context) {
        Tenant tenant = Authenticator.tenant(context);
        JsonObject body = Inputs.body(context);
        if (body.size() != 1) {
            throw Problem.at(
                            "expansion",
                            ErrorCode.INVALID_REQUEST,
                            "give one of expansion, upscale, chain, enhancement: the request that"
                                    + " is meant")
                    .asException();
        }
        String kind = body.fieldNames().iterator().next();
        JsonObject wanted = body.getJsonObject(kind);
        Optional<String> trace = Optional.empty();
        Request request =
                switch (kind) {
                    case "expansion" -> RequestReader.expansion(wanted, trace);
                    case "upscale" -> RequestReader.upscale(wanted, trace);
                    case "chain" -> RequestReader.chain(wanted, trace);
                    default -> RetouchReader.enhancement(wanted, trace);
                };
        Optional<OverLimit> overLimit = Inputs.preferredOverLimit(context);
        Offload.answer(
                context,
                () ->
                        Reply.json(
                                200,
                                json(
                                        submissions.dryRun(
                                                new Submissions.Submission(
                                                        tenant,
                                                        request,
                                                        wanted.getString("image"),
                                                        Optional.empty(),
                                                        Optional.empty(),
                                                        overLimit)))));
    }

    private JsonObject json(Submissions.DryRun run) {
        JsonObject json = new JsonObject().put("cost", QueueJson.of(run.bid().cost()));
        return switch (run.verdict()) {
            case Verdict.Admitted(var placing, var because) -> {
                json.put("outcome", because.isPresent() ? "demoted" : "admitted")
                        .put("tier", placing.tier().label());
                placing.requested().ifPresent(tier -> json.put("tier_requested", tier.label()));
                yield json.put("queue", QueueJson.of(queueing.model().next(placing.tier())));
            }
            case Verdict.Refused(Refusal refusal) -> {
                json.put("outcome", "refused").put("tier", run.bid().tier().label());
                refusal.retryAfter()
                        .ifPresent(wait -> json.put("retry_after", LimitGate.seconds(wait)));
                yield json.put("error", ProblemJson.of(refusal.problem()));
            }
        };
    }
}
