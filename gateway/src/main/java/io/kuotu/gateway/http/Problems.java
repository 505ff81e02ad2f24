package io.kuotu.gateway.http;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.ProblemException;
import io.kuotu.gateway.view.ProblemJson;
import io.vertx.core.file.FileSystemException;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.openapi.validation.ValidatorException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every failure as a problem document. What is our own fault is logged with its request id, and
 * told without its inside.
 */
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    static final String CONTENT_TYPE = "application/problem+json";
    private static final String CODE = "kuotu.problem";
    private static final String SECONDS_UNTIL_RETRY = "5";

    private final RequestTrail trail;
    private final long maxBodyBytes;

    Problems(RequestTrail trail, long maxBodyBytes) {
        this.trail = trail;
        this.maxBodyBytes = maxBodyBytes;
    }

    /** For every status that the router itself comes to. */
    void answer(RoutingContext request) {
        if (request.response().ended() || request.response().closed()) {
            return; // nobody is there any more: what else fails of it is nobody's fault
        }
        Problem problem = problem(request);
        trail.problem(problem.code());
        request.put(CODE, problem.code().label());
        if (problem.code() == ErrorCode.INTERNAL) {
            LOG.error(
                    "request {} failed: {} {}",
                    RequestTrail.id(request),
                    request.request().method(),
                    request.request().path(),
                    request.failure());
        }
        if (request.response()
                .headWritten()) { // too late to say what is wrong: the client sees the answer break
            // off
            request.response().reset();
            return;
        }
        if (request.failure() instanceof ProblemException known && known.retryAfter().isPresent()) {
            long seconds = LimitGate.seconds(known.retryAfter().get());
            request.response().putHeader("Retry-After", Long.toString(Math.max(1, seconds)));
        }
        if (problem.code().kind() == ErrorCode.Kind.CAPACITY
                && !request.response().headers().contains("Retry-After")) {
            request.response().putHeader("Retry-After", SECONDS_UNTIL_RETRY);
        }
        var _ =
                request.response()
                        .setStatusCode(problem.code().httpStatus())
                        .putHeader("Content-Type", CONTENT_TYPE)
                        .end(
                                ProblemJson.of(problem)
                                        .put("request_id", RequestTrail.id(request))
                                        .toBuffer());
    }

    /** What the request was answered with, where that was a problem. */
    static Optional<String> code(RoutingContext request) {
        return Optional.ofNullable(request.get(CODE));
    }

    private Problem problem(RoutingContext request) {
        Throwable failure = request.failure();
        if (failure instanceof ProblemException found) {
            return found.problem();
        }
        if (failure instanceof HttpException http
                && http.getCause() instanceof ValidatorException invalid) {
            return ValidationProblems.of(invalid);
        }
        if (failure instanceof ValidatorException invalid) {
            return ValidationProblems.of(invalid);
        }
        if (BodyReader.isReading(request)
                && failure != null
                && !(failure instanceof HttpException)
                && !(failure instanceof FileSystemException)) {
            return Problem.of(ErrorCode.INVALID_REQUEST, "the body cannot be read");
        }
        return byStatus(
                failure instanceof HttpException http ? http.getStatusCode() : request.statusCode(),
                request);
    }

    private Problem byStatus(int status, RoutingContext request) {
        return switch (status) {
            case 400 -> Problem.of(ErrorCode.INVALID_REQUEST, "the request cannot be parsed");
            case 404 ->
                    Problem.of(
                            ErrorCode.NOT_FOUND,
                            "there is no resource " + request.normalizedPath());
            case 405 ->
                    Problem.of(
                            ErrorCode.METHOD_NOT_ALLOWED,
                            request.request().method() + " is not for this resource");
            case 413 ->
                    Problem.at(
                            "image",
                            ErrorCode.PAYLOAD_TOO_LARGE,
                            "the body may have at most " + maxBodyBytes + " bytes");
            case 415 ->
                    Problem.of(
                            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                            "send application/json or multipart/form-data");
            default ->
                    status > 400 && status < 500
                            ? Problem.of(ErrorCode.INVALID_REQUEST, "this request is not taken")
                            : Problem.of(
                                    ErrorCode.INTERNAL, "the request id helps us to find out what");
        };
    }
}
