package io.kuotu.gateway.http;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.Problem;
import io.kuotu.common.wire.DeadLetter;
import io.kuotu.gateway.board.JobView;
import io.kuotu.gateway.operate.Operating;
import io.kuotu.gateway.operate.Replays;
import io.kuotu.gateway.queue.QueueModel;
import io.kuotu.gateway.view.DeadJson;
import io.kuotu.gateway.view.OperatorJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Jobs that no worker could bring to a good end: looked at, and made anew. */
final class DeadRoutes {
    private static final int PAGE = 50;

    private final Operating operating;
    private final QueueModel queue;
    private final InstantSource clock;

    DeadRoutes(Operating operating, QueueModel queue, InstantSource clock) {
        this.operating = operating;
        this.queue = queue;
        this.clock = clock;
    }

    void list(RoutingContext context) {
        Optional<Long> before = Inputs.text(context, "before").map(Long::parseLong);
        int limit = Inputs.number(context, "limit", PAGE);
        Offload.answer(
                context,
                () -> {
                    List<DeadLetter> found = operating.dead().newest(before, limit);
                    JsonArray dead = new JsonArray();
                    found.forEach(each -> dead.add(DeadJson.of(each)));
                    JsonObject page = new JsonObject().put("dead", dead);
                    if (found.size() == limit && found.getLast().offset() > 0) {
                        page.put("next_before", found.getLast().offset());
                    }
                    return Reply.json(200, page);
                });
    }

    void get(RoutingContext context) {
        long offset = offset(context);
        Offload.answer(
                context,
                () -> {
                    DeadLetter dead = find(offset);
                    Optional<String> replay =
                            Replays.job(dead).flatMap(j -> operating.replays().replayOf(j.id()));
                    return Reply.json(200, DeadJson.inFull(dead, replay));
                });
    }

    void replay(RoutingContext context) {
        long offset = offset(context);
        boolean again = Inputs.flag(context, "again");
        OperatorGate.does(context, new JsonObject().put("offset", offset).put("again", again));
        Offload.answer(
                context,
                () -> {
                    Job job = operating.replays().replay(find(offset), again);
                    OperatorGate.does(
                            context,
                            new JsonObject()
                                    .put("offset", offset)
                                    .put("again", again)
                                    .put("became", job.id().value()));
                    return Reply.json(
                            202, OperatorJson.of(JobView.queued(job), queue, clock.instant()));
                });
    }

    private static long offset(RoutingContext context) {
        return Long.parseLong(Inputs.path(context, "offset"));
    }

    private DeadLetter find(long offset) {
        return operating
                .dead()
                .at(offset)
                .orElseThrow(
                        () ->
                                Problem.at(
                                                "offset",
                                                ErrorCode.NOT_FOUND,
                                                "there is no dead letter at this offset")
                                        .asException());
    }
}
