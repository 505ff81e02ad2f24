package io.kuotu.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.MediaType;
import io.vertx.openapi.contract.OpenAPIContract;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Map;

/** The contract, as it is published and as the validator takes it. */
final class ContractFile {
    private static final String RESOURCE = "/openapi.yaml";

    private ContractFile() {}

    static String text() {
        try (InputStream in =
                requireNonNull(ContractFile.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The validator checks requests only, and refuses to load answers of media types that it cannot
     * check: it gets the contract without those.
     */
    static Future<OpenAPIContract> forValidation(Vertx vertx) {
        try {
            Map<?, ?> yaml = new ObjectMapper(new YAMLFactory()).readValue(text(), Map.class);
            JsonObject contract = new JsonObject(new ObjectMapper().writeValueAsString(yaml));
            withoutUncheckedAnswers(contract);
            return OpenAPIContract.from(vertx, contract);
        } catch (IOException e) {
            return Future.failedFuture(e);
        }
    }

    private static void withoutUncheckedAnswers(JsonObject node) {
        for (String name : new HashSet<>(node.fieldNames())) {
            if (!(node.getValue(name) instanceof JsonObject child)) {
                continue;
            }
            if (name.equals("content")) {
                new HashSet<>(child.fieldNames())
                        .stream()
                                .filter(type -> !MediaType.isMediaTypeSupported(type))
                                .forEach(child::remove);
            }
            withoutUncheckedAnswers(child);
        }
    }
}
