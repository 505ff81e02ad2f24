package io.kuotu.gateway.http;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.FileUpload;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RequestExtractor;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.RequestUtils;
import io.vertx.openapi.validation.ValidatableRequest;
import io.vertx.openapi.validation.impl.RequestParameterImpl;
import io.vertx.openapi.validation.impl.ValidatableRequestImpl;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Gives a multipart form to the validator as the JSON request that it stands for, with {@link
 * #PART} as its image: both forms of a request are one from here on. Files were written to disk as
 * they came in.
 */
final class FormExtractor implements RequestExtractor {
    /** The value of {@code image} when it came as a part of the form. */
    static final String PART = "part:image";

    private static final String IMAGE = "image";
    private static final String REQUEST = "request";

    @Override
    public Future<ValidatableRequest> extractValidatableRequest(
            RoutingContext context, Operation operation) {
        BodyReader.isRead(context);
        RequestTrail.operation(context, operation.getOperationId());
        Future<ValidatableRequest> plain =
                RequestUtils.extract(
                        context.request(),
                        operation,
                        () -> Future.succeededFuture(context.body().buffer()));
        String type = context.request().getHeader("Content-Type");
        if (type == null || !type.startsWith("multipart/form-data")) {
            return plain;
        }
        return plain.map(request -> withBody(request, json(context).toBuffer()));
    }

    private static ValidatableRequest withBody(ValidatableRequest request, Buffer body) {
        return new ValidatableRequestImpl(
                request.getCookies(),
                request.getHeaders(),
                request.getPathParameters(),
                request.getQuery(),
                new RequestParameterImpl(body),
                "application/json");
    }

    private static JsonObject json(RoutingContext context) {
        if (file(context).isEmpty()) {
            throw Problem.at(
                            IMAGE,
                            ErrorCode.INVALID_REQUEST,
                            "the form has no part 'image' with a file")
                    .asException();
        }
        String text = requestPart(context);
        try {
            JsonObject request = text.isBlank() ? new JsonObject() : new JsonObject(text);
            if (request.containsKey(IMAGE)) {
                throw Problem.at(
                                IMAGE,
                                ErrorCode.INVALID_REQUEST,
                                "image is given twice: as a part and in the request")
                        .asException();
            }
            return request.put(IMAGE, PART);
        } catch (DecodeException e) {
            throw Problem.at(
                            REQUEST,
                            ErrorCode.INVALID_REQUEST,
                            "the part 'request' is no JSON object: " + e.getMessage())
                    .asException();
        }
    }

    /** Some clients send a JSON part as a file. */
    private static String requestPart(RoutingContext context) {
        String attribute = context.request().getFormAttribute(REQUEST);
        if (attribute != null) {
            return attribute;
        }
        return upload(context, REQUEST)
                .map(
                        upload ->
                                context.vertx()
                                        .fileSystem()
                                        .readFileBlocking(upload.uploadedFileName())
                                        .toString())
                .orElse("");
    }

    static Optional<Path> file(RoutingContext context) {
        return upload(context, IMAGE).map(upload -> Path.of(upload.uploadedFileName()));
    }

    private static Optional<FileUpload> upload(RoutingContext context, String name) {
        return context.fileUploads().stream()
                .filter(upload -> upload.name().equals(name))
                .findFirst();
    }
}
