package io.kuotu.gateway.http;

import io.kuotu.common.job.TenantId;
import io.kuotu.gateway.upload.Uploads;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.OptionalLong;

/** Pictures in, past the gateway. */
final class UploadRoutes {
    private static final String UNKNOWN_TYPE = "application/octet-stream";

    private final Uploads uploads;

    UploadRoutes(Uploads uploads) {
        this.uploads = uploads;
    }

    void create(RoutingContext context) {
        TenantId tenant = Authenticator.tenant(context).id();
        JsonObject body = Inputs.body(context);
        Uploads.Order order =
                new Uploads.Order(
                        body.getString("media_type", UNKNOWN_TYPE),
                        body.containsKey("bytes")
                                ? OptionalLong.of(body.getLong("bytes"))
                                : OptionalLong.empty(),
                        Optional.ofNullable(body.getString("sha256")));
        Offload.answer(context, () -> Reply.json(201, json(uploads.begin(tenant, order))));
    }

    private static JsonObject json(Uploads.Begun begun) {
        JsonObject json =
                new JsonObject()
                        .put("id", begun.id().value())
                        .put("needed", begun.form().isPresent());
        begun.form()
                .ifPresent(
                        form -> {
                            JsonObject fields = new JsonObject();
                            form.fields().forEach(fields::put);
                            json.put("url", form.url().toString())
                                    .put("fields", fields)
                                    .put("expires_at", begun.formUntil().toString());
                        });
        return json.put("usable_until", begun.usableUntil().toString())
                .put("max_bytes", begun.maxBytes());
    }
}
