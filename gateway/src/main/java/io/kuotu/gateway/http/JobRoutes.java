package io.kuotu.gateway.http;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.JobOutput;
import io.kuotu.common.job.JobState;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.gateway.board.Board;
import io.kuotu.gateway.board.JobLookup;
import io.kuotu.gateway.board.JobView;
import io.kuotu.gateway.claim.Settlement;
import io.kuotu.gateway.queue.QueueModel;
import io.kuotu.gateway.submit.Canceller;
import io.kuotu.gateway.view.QueueJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Jobs and their results. */
final class JobRoutes {
    private static final Duration CANCEL_SEEN_WITHIN = Duration.ofSeconds(2);
    private static final int PAGE = 50;

    private final JobLookup lookup;
    private final Board board;
    private final Canceller canceller;
    private final ObjectStore store;
    private final Settlement settlement;
    private final Duration outputUrlLife;
    private final QueueModel queue;

    JobRoutes(
            JobLookup lookup,
            Board board,
            Canceller canceller,
            ObjectStore store,
            Settlement settlement,
            Duration outputUrlLife,
            QueueModel queue) {
        this.settlement = settlement;
        this.lookup = lookup;
        this.board = board;
        this.canceller = canceller;
        this.store = store;
        this.outputUrlLife = outputUrlLife;
        this.queue = queue;
    }

    void get(RoutingContext context) {
        TenantId tenant = Authenticator.tenant(context).id();
        String id = Inputs.path(context, "id");
        Duration wait = Duration.ofSeconds(Inputs.number(context, "wait", 0));
        Offload.answer(
                context,
                () -> {
                    JobView now = lookup.find(id, tenant);
                    if (wait.isZero() || now.state().isTerminal()) {
                        return Reply.json(200, QueueJson.of(now, queue));
                    }
                    JobState state = now.state();
                    return Reply.json(
                            200,
                            QueueJson.of(
                                    lookup.await(now.job().id(), v -> v.state() != state, wait)
                                            .orElse(now),
                                    queue));
                });
    }

    void list(RoutingContext context) {
        TenantId tenant = Authenticator.tenant(context).id();
        Optional<JobState> state =
                Inputs.text(context, "state")
                        .map(s -> JobState.valueOf(s.toUpperCase(Locale.ROOT)));
        Optional<Instant> after =
                Inputs.text(context, "created_after").map(s -> Inputs.instant("created_after", s));
        Optional<JobId> cursor = Inputs.text(context, "cursor").map(Inputs::cursor);
        int limit = Inputs.number(context, "limit", PAGE);
        Offload.answer(
                context,
                () -> {
                    List<JobView> found =
                            state
                                    .map(s -> board.jobsOf(tenant, cursor, s))
                                    .orElseGet(() -> board.jobsOf(tenant, cursor))
                                    .stream()
                                    .takeWhile(
                                            v ->
                                                    after.isEmpty()
                                                            || v.job()
                                                                    .createdAt()
                                                                    .isAfter(after.get()))
                                    .limit(limit + 1L)
                                    .toList();
                    return Reply.json(200, page(found, limit));
                });
    }

    private JsonObject page(List<JobView> found, int limit) {
        JsonArray jobs = new JsonArray();
        found.stream().limit(limit).map(v -> QueueJson.of(v, queue)).forEach(jobs::add);
        JsonObject page = new JsonObject().put("jobs", jobs);
        return found.size() > limit
                ? page.put("next_cursor", found.get(limit - 1).job().id().value())
                : page;
    }

    void cancel(RoutingContext context) {
        TenantId tenant = Authenticator.tenant(context).id();
        String id = Inputs.path(context, "id");
        Offload.answer(
                context,
                () -> {
                    JobView view = lookup.find(id, tenant);
                    if (view.state().isTerminal()) {
                        return Reply.json(200, QueueJson.of(view, queue));
                    }
                    canceller.cancel(view.job());
                    return Reply.json(
                            200,
                            QueueJson.of(
                                    lookup.await(
                                                    view.job().id(),
                                                    v -> v.state().isTerminal(),
                                                    CANCEL_SEEN_WITHIN)
                                            .orElse(view),
                                    queue));
                });
    }

    void output(RoutingContext context) {
        TenantId tenant = Authenticator.tenant(context).id();
        String id = Inputs.path(context, "id");
        int n = Integer.parseInt(Inputs.path(context, "n"));
        boolean inline = Inputs.flag(context, "inline");
        if (inline) {
            Download.answer(context, store, () -> file(outputOf(lookup.find(id, tenant), n)));
            return;
        }
        Offload.answer(
                context,
                () -> {
                    JobOutput output = outputOf(lookup.find(id, tenant), n);
                    return Reply.redirect(
                            store.presignedGet(output.key(), outputUrlLife).toString());
                });
    }

    private Download.File file(JobOutput output) {
        ObjectStore.Stat stat =
                store.stat(output.key())
                        .orElseThrow(
                                () ->
                                        Problem.at(
                                                        "n",
                                                        ErrorCode.EXPIRED,
                                                        "the file is not kept any more")
                                                .asException());
        return new Download.File(
                output.key(),
                stat.bytes(),
                output.format().mediaType(),
                Map.of("ETag", '"' + output.sha256() + '"'));
    }

    private static JobOutput outputOf(JobView view, int n) {
        boolean isThere = n < view.outputs().size(); // of a chain, before its end too
        if (!isThere && !view.state().isTerminal()) {
            throw Problem.of(ErrorCode.NOT_READY, "the job is still " + view.state().label())
                    .asException();
        }
        if (!isThere) {
            String detail =
                    "the job "
                            + view.state().label()
                            + " with "
                            + view.outputs().size()
                            + " output(s)";
            throw Problem.at("n", ErrorCode.NO_OUTPUT, detail).asException();
        }
        return view.outputs().get(n);
    }

    void preview(RoutingContext context) {
        TenantId tenant = Authenticator.tenant(context).id();
        String id = Inputs.path(context, "id");
        int step = Integer.parseInt(Inputs.path(context, "step"));
        boolean inline = Inputs.flag(context, "inline");
        Offload.answer(
                context,
                () -> {
                    String key = lookup.find(id, tenant).previewKey(step);
                    ObjectStore.Stat stat =
                            store.stat(key).orElseThrow(() -> noPreview(step).asException());
                    return inline
                            ? new Reply(
                                    200,
                                    Map.of(
                                            "Cache-Control",
                                            "no-store"), // the next attempt's is another
                                    stat.mediaType(),
                                    Buffer.buffer(
                                            store.get(key)
                                                    .orElseThrow(
                                                            () -> noPreview(step).asException())))
                            : Reply.redirect(store.presignedGet(key, outputUrlLife).toString());
                });
    }

    private static Problem noPreview(int step) {
        return Problem.at("step", ErrorCode.NOT_FOUND, "the job has no preview of step " + step);
    }

    void manifest(RoutingContext context) {
        TenantId tenant = Authenticator.tenant(context).id();
        String id = Inputs.path(context, "id");
        Offload.answer(
                context,
                () -> {
                    JobView view = lookup.find(id, tenant);
                    byte[] json =
                            settlement
                                    .manifest(view.job().id())
                                    .orElseThrow(
                                            () ->
                                                    Problem.of(
                                                                    ErrorCode.NOT_READY,
                                                                    "the job is still "
                                                                            + view.state().label())
                                                            .asException());
                    return new Reply(200, Map.of(), Reply.JSON, Buffer.buffer(json));
                });
    }
}
