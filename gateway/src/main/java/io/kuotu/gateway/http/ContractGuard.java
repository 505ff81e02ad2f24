package io.kuotu.gateway.http;

import io.vertx.core.MultiMap;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.ext.web.handler.InputTrustHandler;
import io.vertx.ext.web.openapi.router.RequestExtractor;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.RequestValidator;
import io.vertx.openapi.validation.ValidatedRequest;
import io.vertx.openapi.validation.ValidatorException;
import io.vertx.openapi.validation.impl.RequestParameterImpl;
import io.vertx.openapi.validation.impl.ValidatedRequestImpl;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets through what fits the contract. What certainly does is known at once, here on the event
 * loop; about everything else the contract's validator decides, on a thread of its pool, at many
 * times the cost: it says what is wrong.
 */
final class ContractGuard implements InputTrustHandler {
    private static final String JSON = "application/json";

    private final Operation operation;
    private final RequestExtractor extractor;
    private final RequestValidator validator;
    private final List<Header> headers;
    private final Optional<QuickSchema.Test> body;
    private final boolean quick;

    /**
     * @param name in the contract
     */
    private record Header(String name, boolean required, QuickSchema.Test test) {}

    ContractGuard(
            Operation operation,
            OpenAPIContract contract,
            RequestExtractor extractor,
            RequestValidator validator) {
        this.operation = operation;
        this.extractor = extractor;
        this.validator = validator;
        QuickSchema schemas = new QuickSchema(contract.getRawContract());
        List<Parameter> parameters = operation.getParameters();
        this.headers =
                parameters.stream()
                        .filter(p -> p.getIn() == Location.HEADER)
                        .map(p -> header(p, schemas))
                        .toList();
        this.body = body(operation, schemas);
        this.quick =
                body.isPresent() && parameters.stream().allMatch(ContractGuard::isHeaderOrQuery);
    }

    private static Header header(Parameter parameter, QuickSchema schemas) {
        JsonObject schema = parameter.getOpenAPIModel().getJsonObject("schema", new JsonObject());
        boolean text = "string".equals(schema.getValue("type"));
        return new Header(
                parameter.getName(),
                parameter.isRequired(),
                text ? schemas.compile(schema) : _ -> false);
    }

    private static Optional<QuickSchema.Test> body(Operation operation, QuickSchema schemas) {
        if (operation.getRequestBody() == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(operation.getRequestBody().getContent().get(JSON))
                .map(type -> type.getOpenAPIModel().getJsonObject("schema"))
                .map(schemas::compile);
    }

    private static boolean isHeaderOrQuery(Parameter parameter) {
        return parameter.getIn() == Location.HEADER
                || (parameter.getIn() == Location.QUERY && !parameter.isRequired());
    }

    @Override
    public void handle(RoutingContext context) {
        ValidatedRequest certain = certain(context);
        if (certain != null) {
            RequestTrail.operation(context, operation.getOperationId());
            pass(context, certain);
            return;
        }
        extractor
                .extractValidatableRequest(context, operation)
                .compose(request -> validator.validate(request, operation.getOperationId()))
                .onSuccess(request -> pass(context, request))
                .onFailure(failure -> context.fail(inVertxWords(failure)));
    }

    private static void pass(RoutingContext context, ValidatedRequest request) {
        context.put(RouterBuilder.KEY_META_DATA_VALIDATED_REQUEST, request);
        context.next();
    }

    private static Throwable inVertxWords(Throwable failure) {
        return failure instanceof ValidatorException
                ? new HttpException(400, failure.getMessage(), failure)
                : failure;
    }

    /** Null where the validator must decide. */
    private @Nullable ValidatedRequest certain(RoutingContext context) {
        MultiMap given = context.request().headers();
        if (!quick || context.request().query() != null || !isJson(given.get("Content-Type"))) {
            return null;
        }
        Map<String, RequestParameter> values = new HashMap<>();
        for (Header header : headers) {
            String value = given.get(header.name());
            if (value == null ? header.required() : !header.test().admits(value)) {
                return null;
            }
            if (value != null) {
                values.put(header.name(), new RequestParameterImpl(value));
            }
        }
        JsonObject json = json(context);
        return json == null || !body.orElseThrow().admits(json)
                ? null
                : new ValidatedRequestImpl(
                        Map.of(), values, Map.of(), Map.of(), new RequestParameterImpl(json));
    }

    private static boolean isJson(@Nullable String type) {
        return type != null
                && (type.equals(JSON)
                        || type.toLowerCase(Locale.ROOT).equals(JSON + "; charset=utf-8"));
    }

    private static @Nullable JsonObject json(RoutingContext context) {
        try {
            return context.body().buffer() == null ? null : new JsonObject(context.body().buffer());
        } catch (DecodeException | ClassCastException e) {
            return null;
        }
    }
}
