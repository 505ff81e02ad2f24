package io.kuotu.gateway.http;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.TenantId;
import io.kuotu.gateway.admission.Tenant;
import io.kuotu.gateway.board.JobLookup;
import io.kuotu.gateway.board.JobView;
import io.kuotu.gateway.notify.EventPoll;
import io.kuotu.gateway.notify.EventStream;
import io.kuotu.gateway.notify.Feeds;
import io.kuotu.gateway.notify.Place;
import io.kuotu.gateway.notify.StreamSocket;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** What happens to jobs, told in three ways: server-sent events, long polls, a WebSocket. */
final class EventRoutes {
    private static final int WAIT_S = 30;

    private final JobLookup lookup;
    private final Feeds feeds;

    EventRoutes(JobLookup lookup, Feeds feeds) {
        this.lookup = lookup;
        this.feeds = feeds;
    }

    /** One job: events where the client does not ask for JSON. */
    void ofJob(RoutingContext context) {
        Place after = place(context);
        if (wantsJson(Inputs.header(context, "Accept").orElse(""))) {
            Duration wait = Duration.ofSeconds(Inputs.number(context, "wait", WAIT_S));
            found(context, view -> poll(context, view, after, wait));
        } else {
            found(context, view -> EventStream.open(feeds, view, after, context.request()));
        }
    }

    static boolean wantsJson(String accept) {
        return accept.contains("application/json") && !accept.contains("text/event-stream");
    }

    /** The header goes before the query: a browser that comes back asks the same URL again. */
    private static Place place(RoutingContext context) {
        Optional<Place> last =
                Inputs.header(context, "Last-Event-ID").map(id -> Place.after("Last-Event-ID", id));
        return last.or(() -> Inputs.text(context, "after").map(id -> Place.after("after", id)))
                .orElse(Place.START);
    }

    private void poll(RoutingContext context, JobView view, Place after, Duration wait) {
        HttpServerResponse response = context.response();
        EventPoll.Handle poll =
                EventPoll.open(
                        feeds,
                        view,
                        after,
                        wait,
                        json -> {
                            if (!response.closed()) {
                                var _ =
                                        response.putHeader("Content-Type", Reply.JSON)
                                                .putHeader("Cache-Control", "no-store")
                                                .end(json.toBuffer());
                            }
                        });
        if (!response.ended()) {
            response.closeHandler(_ -> poll.leave());
        }
    }

    /** Looks the job up on a virtual thread, and goes on on the event loop. */
    private void found(RoutingContext context, Consumer<JobView> then) {
        TenantId tenant = Authenticator.tenant(context).id();
        String id = Inputs.path(context, "id");
        Context loop = context.vertx().getOrCreateContext();
        Thread _ =
                Thread.startVirtualThread(
                        () -> {
                            try {
                                JobView view = lookup.find(id, tenant);
                                loop.runOnContext(
                                        _ -> {
                                            if (!context.response().closed()) {
                                                then.accept(view);
                                            }
                                        });
                            } catch (Exception e) {
                                loop.runOnContext(_ -> context.fail(e));
                            }
                        });
    }

    /** Many jobs. The authenticator has been here. */
    void stream(RoutingContext context) {
        if (!context.request().headers().contains(HttpHeaders.UPGRADE, "websocket", true)) {
            throw Problem.at(
                            "Upgrade",
                            ErrorCode.INVALID_REQUEST,
                            "this is a WebSocket: connect with one")
                    .asException();
        }
        Tenant tenant = Authenticator.tenant(context);
        var _ =
                context.request()
                        .toWebSocket()
                        .onSuccess(
                                socket ->
                                        StreamSocket.open(
                                                feeds,
                                                id -> lookup.find(id, tenant.id()),
                                                socket,
                                                context.request().connection()))
                        .onFailure(context::fail);
    }
}
