package io.kuotu.gateway.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.kuotu.common.job.ErrorCode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.SchemaRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/**
 * The contract, read by itself: it is whole, its examples are true, its errors are those of the
 * code.
 */
class ContractTest {
    private static final Path FILE = Path.of("src/main/resources/openapi.yaml");
    private static final String BASE = "app://kuotu/contract";
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
    private static final String FROM =
            "    <!-- errors: made from ErrorCode, see gateway/README.md -->\n\n";
    private static final String TO = "\n    <!-- end of errors -->\n";

    private final JsonObject contract = read();
    private final SchemaRepository schemas = repository();

    private static JsonObject read() {
        try {
            Map<?, ?> yaml =
                    new ObjectMapper(new YAMLFactory()).readValue(ContractFile.text(), Map.class);
            return new JsonObject(new ObjectMapper().writeValueAsString(yaml));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private SchemaRepository repository() {
        JsonSchemaOptions options =
                new JsonSchemaOptions()
                        .setBaseUri(BASE)
                        .setDraft(Draft.DRAFT202012)
                        .setOutputFormat(OutputFormat.Basic);
        return SchemaRepository.create(options).dereference(BASE, JsonSchema.of(contract.copy()));
    }

    private void operations(BiConsumer<String, JsonObject> each) {
        JsonObject paths = contract.getJsonObject("paths");
        for (String path : paths.fieldNames()) {
            JsonObject item = paths.getJsonObject(path);
            item.fieldNames().stream()
                    .filter(METHODS::contains)
                    .forEach(m -> each.accept(m + " " + path, item.getJsonObject(m)));
        }
    }

    private JsonObject resolved(JsonObject node) {
        String ref = node.getString("$ref");
        return ref == null ? node : (JsonObject) at(ref.substring(1));
    }

    private Object at(String pointer) {
        return requireNonNull(JsonPointer.from(pointer).queryJson(contract), pointer);
    }

    @Test
    void everyOperationIsDescribed() {
        List<String> poor = new ArrayList<>();
        operations(
                (name, operation) -> {
                    for (String field : List.of("operationId", "summary", "description", "tags")) {
                        if (!operation.containsKey(field)) {
                            poor.add(name + " has no " + field);
                        }
                    }
                    for (Object each : operation.getJsonArray("parameters", new JsonArray())) {
                        JsonObject parameter = resolved((JsonObject) each);
                        if (!parameter.containsKey("description")) {
                            poor.add(name + ": " + parameter.getString("name"));
                        }
                    }
                    if (!operation.getJsonObject("responses").containsKey("default")) {
                        poor.add(name + " does not say how it fails");
                    }
                });
        assertThat(poor).isEmpty();
    }

    @Test
    void everyBodyHasAnExampleOfItsOwnOrOfItsSchema() {
        List<String> poor = new ArrayList<>();
        operations(
                (name, operation) -> {
                    JsonObject body = operation.getJsonObject("requestBody");
                    if (body != null && !hasExample(json(body))) {
                        poor.add(name + ": its request");
                    }
                    JsonObject responses = operation.getJsonObject("responses");
                    for (String status : responses.fieldNames()) {
                        JsonObject media = json(resolved(responses.getJsonObject(status)));
                        boolean manifest = name.endsWith("/manifest") && status.equals("200");
                        if (!hasExample(media) && !manifest) {
                            poor.add(name + ": its answer " + status);
                        }
                    }
                });
        assertThat(poor).isEmpty();
    }

    /** Empty where it has no JSON. */
    private static JsonObject json(JsonObject body) {
        JsonObject content = body.getJsonObject("content", new JsonObject());
        return content.getJsonObject(
                "application/json",
                content.getJsonObject("application/problem+json", new JsonObject()));
    }

    private boolean hasExample(JsonObject media) {
        return media.isEmpty()
                || media.containsKey("example")
                || media.containsKey("examples")
                || partsHaveExamples(resolved(media.getJsonObject("schema")));
    }

    /** A page is as good as the example of what it lists. */
    private boolean partsHaveExamples(JsonObject schema) {
        return schema.containsKey("example")
                || schema.getJsonObject("properties", new JsonObject()).stream()
                        .map(e -> (JsonObject) e.getValue())
                        .filter(p -> p.containsKey("items"))
                        .map(p -> resolved(p.getJsonObject("items")))
                        .anyMatch(item -> item.containsKey("example"));
    }

    @Test
    void examplesFitTheirSchemas() {
        List<String> wrong = new ArrayList<>();
        int[] checked = {0};
        walk(
                "",
                contract,
                (pointer, node) -> {
                    if (pointer.startsWith("/components/schemas/") && node.containsKey("example")) {
                        checked[0]++;
                        check(pointer, node.getValue("example"), wrong);
                    }
                    boolean text = pointer.endsWith("~1event-stream");
                    if (node.getValue("schema") instanceof JsonObject && !text) {
                        JsonObject examples = node.getJsonObject("examples", new JsonObject());
                        for (String name : examples.fieldNames()) {
                            checked[0]++;
                            Object value = examples.getJsonObject(name).getValue("value");
                            check(pointer + "/schema", value, wrong);
                        }
                        if (node.containsKey("example")) {
                            checked[0]++;
                            check(pointer + "/schema", node.getValue("example"), wrong);
                        }
                    }
                });
        assertThat(wrong).isEmpty();
        assertThat(checked[0]).isGreaterThan(10);
    }

    private void check(String pointer, Object example, List<String> wrong) {
        String text = at(pointer).toString().replace("\"#/components", '"' + BASE + "#/components");
        JsonSchema schema = JsonSchema.of(new JsonObject(text));
        OutputUnit found = schemas.validator(schema).validate(example);
        if (!Boolean.TRUE.equals(found.getValid())) {
            wrong.add(pointer + ": " + example + ": " + found.getErrors());
        }
    }

    private static void walk(String pointer, Object node, BiConsumer<String, JsonObject> each) {
        if (node instanceof JsonObject object) {
            each.accept(pointer, object);
            for (String name : object.fieldNames()) {
                if (!name.equals("example") && !name.equals("examples")) {
                    String step = name.replace("~", "~0").replace("/", "~1");
                    walk(pointer + "/" + step, object.getValue(name), each);
                }
            }
        } else if (node instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                walk(pointer + "/" + i, array.getValue(i), each);
            }
        }
    }

    @Test
    void theTableOfErrorsIsThatOfTheCode() throws IOException {
        String text = Files.readString(FILE);
        int from = text.indexOf(FROM) + FROM.length();
        int to = text.indexOf(TO);
        if (Boolean.getBoolean("kuotu.contract.write")) {
            Files.writeString(FILE, text.substring(0, from) + table() + text.substring(to));
        } else {
            assertThat(text.substring(from, to))
                    .as("write it anew: gateway/README.md says how")
                    .isEqualTo(table());
        }
    }

    private static String table() {
        StringBuilder table =
                new StringBuilder(
                        "    | code | HTTP | what | who can help |\n    |---|---|---|---|\n");
        Arrays.stream(ErrorCode.values())
                .forEach(
                        code ->
                                table.append(
                                        "    | `%s` | %d | %s | %s |%n"
                                                .formatted(
                                                        code.label(),
                                                        code.httpStatus(),
                                                        code.title(),
                                                        whose(code.kind()))));
        return table.toString();
    }

    private static String whose(ErrorCode.Kind kind) {
        return switch (kind) {
            case CALLER -> "you: change the request";
            case CAPACITY -> "time: try again";
            case INTERNAL -> "we: it is our fault";
        };
    }
}
