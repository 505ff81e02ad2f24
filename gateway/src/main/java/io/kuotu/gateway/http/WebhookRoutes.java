package io.kuotu.gateway.http;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.TenantId;
import io.kuotu.gateway.board.Board;
import io.kuotu.gateway.board.JobLookup;
import io.kuotu.gateway.board.JobView;
import io.kuotu.gateway.view.DeliveryJson;
import io.kuotu.gateway.webhook.Delivery;
import io.kuotu.gateway.webhook.DeliveryId;
import io.kuotu.gateway.webhook.Webhooks;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Deliveries to webhooks: a caller sees its jobs', an operator everybody's. */
final class WebhookRoutes {
    private static final int PAGE = 50;

    private final JobLookup lookup;
    private final Board board;
    private final Webhooks webhooks;

    WebhookRoutes(JobLookup lookup, Board board, Webhooks webhooks) {
        this.lookup = lookup;
        this.board = board;
        this.webhooks = webhooks;
    }

    void list(RoutingContext context) {
        TenantId tenant = Authenticator.tenant(context).id();
        String id = Inputs.path(context, "id");
        Offload.answer(
                context,
                () -> {
                    JobView view = lookup.find(id, tenant);
                    List<Delivery> found = webhooks.ledger().of(view.job().id());
                    return Reply.json(
                            200, new JsonObject().put("deliveries", DeliveryJson.of(found)));
                });
    }

    void redeliver(RoutingContext context) {
        TenantId tenant = Authenticator.tenant(context).id();
        String id = Inputs.path(context, "id");
        String delivery = Inputs.path(context, "delivery");
        Offload.answer(
                context,
                () -> {
                    JobId job = lookup.find(id, tenant).job().id();
                    return again(find(delivery).filter(d -> d.id().job().equals(job)));
                });
    }

    void listAll(RoutingContext context) {
        requireOperator(context);
        Delivery.State state =
                Delivery.State.valueOf(
                        Inputs.text(context, "state").orElse("dead").toUpperCase(Locale.ROOT));
        Optional<JobId> cursor = Inputs.text(context, "cursor").map(Inputs::cursor);
        int limit = Inputs.number(context, "limit", PAGE);
        Offload.answer(
                context,
                () -> Reply.json(200, page(webhooks.ledger().page(state, cursor, limit), limit)));
    }

    private JsonObject page(List<Delivery> found, int limit) {
        JsonArray deliveries = new JsonArray();
        found.forEach(
                delivery ->
                        deliveries.add(
                                board.find(delivery.id().job())
                                        .map(view -> DeliveryJson.of(delivery, view.job()))
                                        .orElseGet(() -> DeliveryJson.of(delivery))));
        JsonObject page = new JsonObject().put("deliveries", deliveries);
        return found.size() >= limit
                ? page.put("next_cursor", found.getLast().id().job().value())
                : page;
    }

    void redeliverAny(RoutingContext context) {
        requireOperator(context);
        String delivery = Inputs.path(context, "delivery");
        Offload.answer(context, () -> again(find(delivery)));
    }

    private Optional<Delivery> find(String delivery) {
        return DeliveryId.parse(delivery).flatMap(webhooks.ledger()::find);
    }

    private Reply again(Optional<Delivery> delivery) {
        Delivery found =
                delivery.orElseThrow(
                        () ->
                                Problem.at(
                                                "delivery",
                                                ErrorCode.NOT_FOUND,
                                                "there is no delivery of this id")
                                        .asException());
        webhooks.redeliver(found.id());
        return Reply.json(202, DeliveryJson.of(found));
    }

    /** For others there is nothing here. */
    private static void requireOperator(RoutingContext context) {
        if (!Authenticator.tenant(context).operator()) {
            throw Problem.of(
                            ErrorCode.NOT_FOUND, "there is no resource " + context.normalizedPath())
                    .asException();
        }
    }
}
