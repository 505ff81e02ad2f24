package io.kuotu.gateway.http;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.vertx.json.schema.OutputUnit;
import io.vertx.openapi.validation.SchemaValidationException;
import io.vertx.openapi.validation.ValidatorErrorType;
import io.vertx.openapi.validation.ValidatorException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the contract's validator found, in words that name the field. */
final class ValidationProblems {
    /** Keywords that say something of a value itself, not of what it is made of. */
    private static final Pattern RULE =
            Pattern.compile("/(?!(properties|additionalProperties|anyOf|\\$ref)$)[A-Za-z]+$");

    private static final Pattern PARAMETER =
            Pattern.compile("(?:query|path|header) parameter (\\S+) is invalid");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");

    private ValidationProblems() {}

    static Problem of(ValidatorException invalid) {
        if (invalid.type() == ValidatorErrorType.UNSUPPORTED_VALUE_FORMAT) {
            return Problem.of(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "send application/json or multipart/form-data");
        }
        Matcher parameter = PARAMETER.matcher(message(invalid));
        if (parameter.find()) {
            return Problem.at(parameter.group(1), ErrorCode.INVALID_REQUEST, message(invalid));
        }
        if (invalid instanceof SchemaValidationException schema
                && schema.getOutputUnit().getErrors() != null) {
            return ofSchema(schema.getOutputUnit().getErrors(), message(invalid));
        }
        return Problem.of(ErrorCode.INVALID_REQUEST, message(invalid));
    }

    /** Of a value that was checked by itself. */
    static Problem of(OutputUnit result) {
        return ofSchema(
                result.getErrors() == null ? List.of() : result.getErrors(),
                "the request does not fit the contract");
    }

    private static String message(ValidatorException invalid) {
        return invalid.getMessage() == null
                ? "the request does not fit the contract"
                : invalid.getMessage();
    }

    /**
     * The validator lists everything from the outside in, and calls a property whose value is wrong
     * an additional one besides. What helps is, in this order: a field that there is none of, a
     * field that is missing, the innermost rule that a value breaks.
     */
    private static Problem ofSchema(List<OutputUnit> errors, String fallback) {
        return errors.stream()
                .filter(error -> isUnknownField(error, errors))
                .findFirst()
                .map(ValidationProblems::unknownField)
                .or(
                        () ->
                                errors.stream()
                                        .filter(e -> keyword(e).endsWith("/required"))
                                        .findFirst()
                                        .map(ValidationProblems::missingField))
                .or(() -> innermost(errors).map(ValidationProblems::brokenRule))
                .orElseGet(() -> Problem.of(ErrorCode.INVALID_REQUEST, fallback));
    }

    private static boolean isUnknownField(OutputUnit error, List<OutputUnit> errors) {
        return keyword(error).endsWith("/additionalProperties")
                && errors.stream().noneMatch(e -> keyword(e).startsWith(keyword(error) + "/"))
                && errors.stream()
                        .noneMatch(
                                e ->
                                        keyword(e).endsWith("/properties")
                                                && path(e).equals(path(error)));
    }

    private static Problem unknownField(OutputUnit error) {
        return Problem.at(
                path(error), ErrorCode.INVALID_REQUEST, "there is no field " + path(error));
    }

    private static Problem missingField(OutputUnit error) {
        String name = quoted(reason(error)).orElse("");
        String missing = path(error).isEmpty() ? name : path(error) + "." + name;
        return Problem.at(missing, ErrorCode.INVALID_REQUEST, missing + " is missing");
    }

    /**
     * Of several forms that a value may have, the one that fails for more than its type is the one
     * that was meant.
     */
    private static Optional<OutputUnit> innermost(List<OutputUnit> errors) {
        List<OutputUnit> rules =
                errors.stream().filter(e -> RULE.matcher(keyword(e)).find()).toList();
        return rules.stream()
                .filter(e -> !keyword(e).endsWith("/type"))
                .findFirst()
                .or(() -> rules.stream().findFirst());
    }

    private static Problem brokenRule(OutputUnit error) {
        String field = path(error);
        return field.isEmpty()
                ? Problem.of(ErrorCode.INVALID_REQUEST, reason(error))
                : Problem.at(field, ErrorCode.INVALID_REQUEST, field + ": " + reason(error));
    }

    private static String keyword(OutputUnit error) {
        return error.getKeywordLocation() == null ? "" : error.getKeywordLocation();
    }

    private static String reason(OutputUnit error) {
        return error.getError() == null ? "it breaks a rule of the contract" : error.getError();
    }

    private static Optional<String> quoted(String text) {
        Matcher matcher = QUOTED.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** {@code #/margins/left} is margins.left. */
    private static String path(OutputUnit error) {
        String location = error.getInstanceLocation() == null ? "" : error.getInstanceLocation();
        String pointer = location.replaceFirst("^#?/?", "").replace('/', '.');
        try {
            return URLDecoder.decode(pointer, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) { // a field's own name may have a % in it
            return pointer;
        }
    }
}
