package io.kuotu.gateway.http;

import io.kuotu.gateway.board.Fleet;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;

/** What the service has. */
final class ModelRoutes {
    private final Fleet fleet;

    ModelRoutes(Fleet fleet) {
        this.fleet = fleet;
    }

    void list(RoutingContext context) {
        JsonArray models = new JsonArray();
        fleet.models().stream().map(ModelRoutes::json).forEach(models::add);
        var _ = context.json(new JsonObject().put("models", models));
    }

    private static JsonObject json(Fleet.Model model) {
        return new JsonObject()
                .put("name", model.info().name())
                .put("version", model.info().version())
                .put("task", model.info().task().name().toLowerCase(Locale.ROOT))
                .put("licence", model.info().licence())
                .put("default", model.isDefault())
                .put("workers", model.workers())
                .put("default_steps", model.info().defaultSteps())
                .put("max_steps", model.info().maxSteps())
                .put("text", model.info().text())
                .put("factor", model.info().factor());
    }
}
