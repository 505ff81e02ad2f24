package io.kuotu.gateway.http;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.kuotu.gateway.view.ProblemJson;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;
import java.util.UUID;

/** Answers what is no HTTP, or too much of it, before any router sees it; then hangs up. */
final class BrokenRequests {
    private final RequestTrail trail;
    private final boolean tls;

    BrokenRequests(RequestTrail trail, boolean tls) {
        this.trail = trail;
        this.tls = tls;
    }

    void answer(HttpServerRequest request) {
        Problem problem = problem(request.decoderResult().cause());
        trail.problem(problem.code());
        String id = UUID.randomUUID().toString();
        SafeHeaders.put(request.response(), tls, "");
        request.response()
                .setStatusCode(problem.code().httpStatus())
                .putHeader("X-Request-Id", id)
                .putHeader("Content-Type", Problems.CONTENT_TYPE)
                .putHeader("Connection", "close")
                .end(ProblemJson.of(problem).put("request_id", id).toBuffer())
                .onComplete(_ -> request.connection().close());
    }

    private static Problem problem(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException _ ->
                    Problem.of(
                            ErrorCode.URI_TOO_LONG,
                            "the first line may have " + HttpFront.MAX_LINE_BYTES + " bytes");
            case TooLongHttpHeaderException _ ->
                    Problem.of(
                            ErrorCode.HEADERS_TOO_LARGE,
                            "the headers may have " + HttpFront.MAX_HEADER_BYTES + " bytes");
            default -> Problem.of(ErrorCode.INVALID_REQUEST, "this is no HTTP request");
        };
    }
}
