package io.kuotu.gateway.http;

import io.kuotu.common.fleet.WorkerStatus;
import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.job.JobState;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.job.Tier;
import io.kuotu.common.store.ObjectKeys;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.gateway.board.Fleet;
import io.kuotu.gateway.board.JobView;
import io.kuotu.gateway.operate.JobFilter;
import io.kuotu.gateway.operate.JobSearch;
import io.kuotu.gateway.operate.Operating;
import io.kuotu.gateway.queue.Queueing;
import io.kuotu.gateway.view.OperatorJson;
import io.kuotu.gateway.view.QueueJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;

/** What operators see of jobs, queue and workers, and how they pause, drain and purge. */
final class OperatorRoutes {
    private static final int PAGE = 50;
    private static final int PURGE_AT_ONCE = 500;

    private final Operating operating;
    private final Fleet fleet;
    private final Queueing queueing;
    private final ObjectStore store;
    private final InstantSource clock;

    OperatorRoutes(
            Operating operating,
            Fleet fleet,
            Queueing queueing,
            ObjectStore store,
            InstantSource clock) {
        this.operating = operating;
        this.fleet = fleet;
        this.queueing = queueing;
        this.store = store;
        this.clock = clock;
    }

    void jobs(RoutingContext context) {
        JobFilter filter =
                new JobFilter(
                        Inputs.text(context, "state").map(s -> labelled(JobState.class, s)),
                        Inputs.text(context, "tier").map(s -> labelled(Tier.class, s)),
                        Inputs.text(context, "pool"),
                        Inputs.text(context, "tenant").map(OperatorRoutes::tenant),
                        Inputs.text(context, "worker"),
                        age(Inputs.number(context, "older_than", 0)));
        Optional<JobId> cursor = Inputs.text(context, "cursor").map(Inputs::cursor);
        int limit = Inputs.number(context, "limit", PAGE);
        Offload.answer(
                context,
                () -> {
                    Instant now = clock.instant();
                    JobSearch.Page found = operating.search().page(filter, cursor, limit);
                    JsonArray jobs = new JsonArray();
                    found.jobs().forEach(v -> jobs.add(OperatorJson.of(v, queueing.model(), now)));
                    JsonObject page = new JsonObject().put("jobs", jobs);
                    found.next().ifPresent(id -> page.put("next_cursor", id.value()));
                    return Reply.json(200, page);
                });
    }

    private static <E extends Enum<E>> E labelled(Class<E> type, String label) {
        return Enum.valueOf(type, label.toUpperCase(Locale.ROOT)); // the contract lists them
    }

    private static TenantId tenant(String name) {
        try {
            return new TenantId(name);
        } catch (IllegalArgumentException e) {
            throw Problem.at("tenant", ErrorCode.INVALID_REQUEST, String.valueOf(e.getMessage()))
                    .asException(e);
        }
    }

    private static Optional<Duration> age(int seconds) {
        return seconds == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    }

    void job(RoutingContext context) {
        String id = Inputs.path(context, "id");
        Offload.answer(
                context,
                () -> {
                    JobView view = operating.search().find(id);
                    Optional<JobManifest> manifest =
                            store.get(ObjectKeys.manifest(view.job().id()))
                                    .map(json -> JsonCodec.decode(json, JobManifest.class));
                    return Reply.json(
                            200,
                            OperatorJson.inFull(view, queueing.model(), manifest, clock.instant()));
                });
    }

    void queue(RoutingContext context) {
        Offload.answer(
                context,
                () -> {
                    Instant now = clock.instant();
                    JsonArray parts = new JsonArray();
                    operating.backlog().parts().forEach(p -> parts.add(OperatorJson.of(p, now)));
                    return Reply.json(
                            200,
                            new JsonObject()
                                    .put("at", now.toString())
                                    .put("workers", queueing.costs().crew().workers())
                                    .put(
                                            "megapixel_steps_per_second",
                                            QueueJson.mega(queueing.model().rate()))
                                    .put("parts", parts));
                });
    }

    void workers(RoutingContext context) {
        Instant now = clock.instant();
        JsonArray workers = new JsonArray();
        fleet.all().forEach(w -> workers.add(OperatorJson.of(w, fleet.isSilent(w), now)));
        var _ = context.json(new JsonObject().put("workers", workers));
    }

    void drain(RoutingContext context) {
        String name = Inputs.path(context, "worker");
        WorkerStatus worker =
                fleet.find(name)
                        .filter(w -> w.state() != WorkerStatus.State.GONE)
                        .orElseThrow(
                                () ->
                                        Problem.at(
                                                        "worker",
                                                        ErrorCode.NOT_FOUND,
                                                        "no worker of this name has told of itself")
                                                .asException());
        OperatorGate.does(context, new JsonObject().put("worker", worker.worker()));
        Offload.answer(
                context,
                () -> {
                    operating.controls().drain(worker.worker());
                    return Reply.json(
                            202, OperatorJson.of(worker, fleet.isSilent(worker), clock.instant()));
                });
    }

    void pause(RoutingContext context) {
        boolean refuse = Inputs.flag(context, "refuse");
        set(context, true, refuse);
    }

    void resume(RoutingContext context) {
        set(context, false, false);
    }

    private void set(RoutingContext context, boolean paused, boolean refuse) {
        Tier tier = labelled(Tier.class, Inputs.path(context, "tier"));
        String pool = Inputs.text(context, "pool").orElse(operating.pools().getFirst());
        if (!operating.pools().contains(pool)) {
            throw Problem.at(
                            "pool",
                            ErrorCode.INVALID_REQUEST,
                            "no pool of this gateway: it has " + operating.pools())
                    .asException();
        }
        TenantId by = Authenticator.tenant(context).id();
        OperatorGate.does(
                context,
                new JsonObject().put("pool", pool).put("tier", tier.label()).put("refuse", refuse));
        Offload.answer(
                context,
                () ->
                        Reply.json(
                                200,
                                OperatorJson.of(
                                        paused
                                                ? operating.controls().pause(pool, tier, refuse, by)
                                                : operating.controls().resume(pool, tier, by))));
    }

    void purge(RoutingContext context) {
        JsonObject body = Inputs.body(context);
        JobFilter filter =
                new JobFilter(
                        Optional.of(JobState.QUEUED),
                        Optional.ofNullable(body.getString("tier"))
                                .map(s -> labelled(Tier.class, s)),
                        Optional.ofNullable(body.getString("pool")),
                        Optional.ofNullable(body.getString("tenant")).map(OperatorRoutes::tenant),
                        Optional.empty(),
                        age(body.getInteger("older_than", 0)));
        if (body.size()
                == (body.containsKey("dry_run") ? 1 : 0) + (body.containsKey("limit") ? 1 : 0)) {
            throw Problem.at(
                            "tier",
                            ErrorCode.INVALID_REQUEST,
                            "say which jobs: one or more of tier, pool, tenant, older_than")
                    .asException();
        }
        boolean dryRun = body.getBoolean("dry_run", true);
        int most = body.getInteger("limit", PURGE_AT_ONCE);
        JsonObject deed = body.copy();
        Offload.answer(
                context,
                () -> {
                    JsonObject done =
                            OperatorJson.of(
                                    dryRun
                                            ? operating.purge().look(filter)
                                            : operating.purge().run(filter, most));
                    OperatorGate.does(context, deed.mergeIn(done));
                    return Reply.json(200, done.put("dry_run", dryRun));
                });
    }
}
