package io.kuotu.gateway.http;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.kuotu.gateway.submit.Request;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import io.vertx.openapi.contract.MediaType;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Reads the requests of a batch, each by itself, by the rules that it would be read by alone.
 * Thread safe: the validators hold nothing that changes.
 */
final class BatchItems {
    private static final String KIND = "kind";
    private static final String IMAGE = "image";

    /**
     * One kind of request.
     *
     * @param validator of its schema
     * @param read its fields to a request
     */
    private record Kind(
            Validator validator, BiFunction<JsonObject, Optional<String>, Request> read) {}

    /** A request and its picture's name. */
    record Item(Request request, String image) {}

    private final Map<String, Kind> kinds;

    BatchItems(OpenAPIContract contract) {
        kinds =
                Map.of(
                        "expansion",
                        new Kind(validator(contract, "createExpansion"), RequestReader::expansion),
                        "upscale",
                        new Kind(validator(contract, "createUpscale"), RequestReader::upscale),
                        "chain",
                        new Kind(validator(contract, "createChain"), RequestReader::chain),
                        "enhancement",
                        new Kind(
                                validator(contract, "createEnhancement"),
                                RetouchReader::enhancement));
    }

    private static Validator validator(OpenAPIContract contract, String operation) {
        Operation alone =
                requireNonNull(
                        contract.operation(operation),
                        () -> "the contract has no operation " + operation);
        MediaType json =
                requireNonNull(
                        alone.getRequestBody().getContent().get(Reply.JSON),
                        () -> operation + " takes no JSON");
        return contract.getSchemaRepository().validator(json.getSchema());
    }

    /** What is wrong with it is a {@link io.kuotu.common.job.ProblemException}. */
    Item read(Object value, Optional<String> traceparent) {
        if (!(value instanceof JsonObject item)) {
            throw Problem.of(ErrorCode.INVALID_REQUEST, "a request is a JSON object").asException();
        }
        Kind kind = kind(item.getValue(KIND));
        JsonObject fields = item.copy();
        fields.remove(KIND);
        OutputUnit result = kind.validator().validate(fields);
        if (Boolean.FALSE.equals(result.getValid())) {
            throw ValidationProblems.of(result).asException();
        }
        return new Item(kind.read().apply(fields, traceparent), fields.getString(IMAGE));
    }

    private Kind kind(Object name) {
        Kind kind = name instanceof String text ? kinds.get(text) : null;
        if (kind == null) {
            throw Problem.at(
                            KIND,
                            ErrorCode.INVALID_REQUEST,
                            "kind is \"expansion\", \"upscale\", \"chain\" or \"enhancement\"")
                    .asException();
        }
        return kind;
    }
}
