package io.kuotu.gateway.http;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.Problem;
import io.kuotu.gateway.admission.OverLimit;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatedRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a validated request says, as values. */
final class Inputs {
    private static final Pattern WAIT = Pattern.compile("(?:^|[,;\\s])wait=(\\d{1,4})");
    private static final Pattern OVER_LIMIT =
            Pattern.compile("(?:^|[,;\\s])over-limit=(refuse|demote)");
    private static final int LONGEST_WAIT_S = 60;

    private Inputs() {}

    static JsonObject body(RoutingContext context) {
        return requireNonNull(
                validated(context).getBody().getJsonObject(),
                "the contract lets no empty body through");
    }

    static JsonArray array(RoutingContext context) {
        return requireNonNull(
                validated(context).getBody().getJsonArray(),
                "the contract lets no empty body through");
    }

    static String path(RoutingContext context, String name) {
        return requireNonNull(context.pathParam(name), "the route has this parameter");
    }

    static Optional<String> header(RoutingContext context, String name) {
        return Optional.ofNullable(context.request().getHeader(name));
    }

    static Optional<String> text(RoutingContext context, String query) {
        return query(context, query).map(RequestParameter::getString);
    }

    static int number(RoutingContext context, String query, int otherwise) {
        return query(context, query).map(RequestParameter::getInteger).orElse(otherwise);
    }

    static boolean flag(RoutingContext context, String query) {
        return query(context, query).map(RequestParameter::getBoolean).orElse(false);
    }

    /** From the header {@code Prefer: wait=30}; zero where there is none. */
    static Duration preferredWait(RoutingContext context) {
        Matcher matcher = WAIT.matcher(header(context, "Prefer").orElse(""));
        return Duration.ofSeconds(
                matcher.find() ? Math.min(LONGEST_WAIT_S, Integer.parseInt(matcher.group(1))) : 0);
    }

    /** From the header {@code Prefer: over-limit=demote}. */
    static Optional<OverLimit> preferredOverLimit(RoutingContext context) {
        Matcher matcher = OVER_LIMIT.matcher(header(context, "Prefer").orElse(""));
        return matcher.find() ? OverLimit.labelled(matcher.group(1)) : Optional.empty();
    }

    static Instant instant(String field, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw Problem.at(
                            field,
                            ErrorCode.INVALID_REQUEST,
                            field + " is no instant such as 2026-11-22T12:00:00Z")
                    .asException(e);
        }
    }

    static JobId cursor(String text) {
        if (!JobId.isValid(text)) {
            throw Problem.at(
                            "cursor",
                            ErrorCode.INVALID_REQUEST,
                            "cursor is none that a list has given")
                    .asException();
        }
        return new JobId(text);
    }

    private static Optional<RequestParameter> query(RoutingContext context, String name) {
        RequestParameter parameter = validated(context).getQuery().get(name);
        return parameter == null || parameter.isNull() ? Optional.empty() : Optional.of(parameter);
    }

    private static ValidatedRequest validated(RoutingContext context) {
        ValidatedRequest request = context.get(RouterBuilder.KEY_META_DATA_VALIDATED_REQUEST);
        return requireNonNull(request, "the validator comes first");
    }
}
