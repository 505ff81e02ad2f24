package io.kuotu.gateway.view;

import io.kuotu.common.job.Problem;
import io.vertx.core.json.JsonObject;

/** Problem documents (RFC 9457). */
public final class ProblemJson {
    private ProblemJson() {}

    public static JsonObject of(Problem problem) {
        JsonObject document =
                new JsonObject()
                        .put("type", "urn:kuotu:problem:" + problem.code().label())
                        .put("title", problem.code().title())
                        .put("status", problem.code().httpStatus())
                        .put("code", problem.code().label())
                        .put("detail", problem.detail());
        problem.field().ifPresent(field -> document.put("field", field));
        return document;
    }
}
