package io.kuotu.common.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;

/** The service answered with a problem document, or with nothing that it should answer with. */
public final class ApiProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient Optional<String> field;
    private final transient Optional<Duration> retryAfter;

    ApiProblem(
            int status,
            String code,
            String detail,
            Optional<String> field,
            Optional<Duration> retryAfter) {
        super(detail);
        this.status = status;
        this.code = code;
        this.field = field;
        this.retryAfter = retryAfter;
    }

    static ApiProblem of(int status, JsonNode document, Optional<Duration> retryAfter) {
        return new ApiProblem(
                status,
                document.path("code").asText("unknown"),
                document.path("detail").asText("the service answered " + status),
                document.hasNonNull("field")
                        ? Optional.of(document.path("field").asText())
                        : Optional.empty(),
                retryAfter);
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public Optional<String> field() {
        return field;
    }

    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
