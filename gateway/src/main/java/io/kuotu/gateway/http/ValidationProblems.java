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
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");

    private ValidationProblems() {}

    static Problem of(ValidatorException invalid) {
        if (invalid.type() == ValidatorErrorType.UNSUPPORTED_VALUE_FORMAT) {
            return Problem.of(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "send application/json or multipart/form-data");
        }
        if (invalid instanceof SchemaValidationException schema
                && schema.getOutputUnit().getErrors() != null) {
            return ofSchema(schema.getOutputUnit().getErrors(), message(invalid));
        }
        return Problem.of(ErrorCode.INVALID_REQUEST, message(invalid));
    }

    private static String message(ValidatorException invalid) {
        return invalid.getMessage() == null
                ? "the request does not fit the contract"
                : invalid.getMessage();
    }

    /** The validator reports from the outside in: the last error is the innermost. */
    private static Problem ofSchema(List<OutputUnit> errors, String fallback) {
        for (OutputUnit error : errors.reversed()) {
            if (error.getKeywordLocation() != null
                    && error.getKeywordLocation().endsWith("/additionalProperties")) {
                return unknownField(error);
            }
        }
        OutputUnit innermost = errors.getLast();
        String path = path(innermost);
        String reason = innermost.getError() == null ? fallback : innermost.getError();
        if (innermost.getKeywordLocation() != null
                && innermost.getKeywordLocation().endsWith("/required")) {
            String missing = join(path, quoted(reason).orElse(""));
            return Problem.at(missing, ErrorCode.INVALID_REQUEST, missing + " is missing");
        }
        return path.isEmpty()
                ? Problem.of(ErrorCode.INVALID_REQUEST, reason)
                : Problem.at(path, ErrorCode.INVALID_REQUEST, path + ": " + reason);
    }

    private static Problem unknownField(OutputUnit error) {
        String name =
                join(
                        path(error),
                        quoted(error.getError() == null ? "" : error.getError()).orElse(""));
        return Problem.at(name, ErrorCode.INVALID_REQUEST, "there is no field " + name);
    }

    private static Optional<String> quoted(String text) {
        Matcher matcher = QUOTED.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static String join(String path, String name) {
        if (name.isEmpty() || path.equals(name) || path.endsWith("." + name)) {
            return path;
        }
        return path.isEmpty() ? name : path + "." + name;
    }

    /** {@code #/margins/left} is margins.left. */
    private static String path(OutputUnit error) {
        String location = error.getInstanceLocation() == null ? "" : error.getInstanceLocation();
        String pointer = location.replaceFirst("^#?/?", "").replace('/', '.');
        return URLDecoder.decode(pointer, StandardCharsets.UTF_8);
    }
}
