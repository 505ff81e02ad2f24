package io.kuotu.gateway.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.JsonSchema;
import io.vertx.openapi.contract.MediaType;
import io.vertx.openapi.contract.OpenAPIContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The quick tests beside the validator whose word counts, on the contract itself. */
class QuickSchemaTest {
    private static final int TRIES = 4000;
    private static final List<Object> ODD =
            List.of(
                    "",
                    "x",
                    "16:9",
                    "0:9",
                    "25%",
                    "-3%",
                    "png",
                    "left",
                    0,
                    1,
                    2,
                    -1,
                    100,
                    1001,
                    9007199254740991L,
                    Long.MAX_VALUE,
                    0.5,
                    1.0,
                    1e300,
                    true,
                    new JsonObject(),
                    new JsonObject().put("left", 10),
                    new JsonObject().put("left", "10%").put("top", -1),
                    new JsonObject().put("width", 2000).put("height", 900),
                    new JsonArray().add(1));

    private static Vertx vertx;
    private static OpenAPIContract contract;

    @BeforeAll
    static void readTheContract() throws Exception {
        vertx = Vertx.vertx();
        contract =
                ContractFile.forValidation(vertx)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS);
    }

    @AfterAll
    static void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static MediaType type(String operation) {
        return requireNonNull(
                requireNonNull(contract.operation(operation), operation)
                        .getRequestBody()
                        .getContent()
                        .get(MediaType.APPLICATION_JSON));
    }

    private static QuickSchema.Test quick(String operation) {
        return new QuickSchema(contract.getRawContract())
                .compile(type(operation).getOpenAPIModel().getJsonObject("schema"));
    }

    private static boolean isValid(JsonSchema schema, JsonObject value) {
        return Boolean.TRUE.equals(
                contract.getSchemaRepository().validator(schema).validate(value).getValid());
    }

    private static JsonObject asParsed(JsonObject value) {
        return new JsonObject(value.encode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'image':'job:job_01kafz3x6m3q9v1d8r5t7w2ybn','aspect_ratio':'16:9'}",
                "{'image':'data:image/png;base64,AAAA','margins':{'left':'25%','top':10}}",
                "{'image':'x','size':{'width':2000,'height':900},'anchor':'top-left','seed':7,'steps':20,'creativity':0.5,'prompt':'a"
                    + " lake','guidance':7,'variants':2,"
                    + "'upscale':2,'min_consistency':0.7,'preview':true,'format':'webp','quality':80,'tier':'bulk',"
                    + "'deadline':60,'metadata':{'order':'A-1','page':'2'}}"
            })
    void whatClientsSendIsKnownToFit(String request) {
        assertThat(quick("createExpansion").admits(new JsonObject(request.replace('\'', '"'))))
                .isTrue();
    }

    @Test
    void whatItSaysYesTo_theValidatorLetsThrough() {
        Random random = new Random(11);
        for (String operation : List.of("createExpansion", "createUpscale", "createEnhancement")) {
            JsonObject schema = type(operation).getOpenAPIModel().getJsonObject("schema");
            List<String> fields = new ArrayList<>(fieldsOf(schema));
            fields.add("unknown");
            QuickSchema.Test quick = quick(operation);
            int certain = 0;
            for (int i = 0; i < TRIES; i++) {
                JsonObject value = asParsed(draw(fields, random));
                if (quick.admits(value)) {
                    certain++;
                    assertThat(isValid(type(operation).getSchema(), value))
                            .as(value.encode())
                            .isTrue();
                }
            }
            assertThat(certain).as("some of them fit").isGreaterThan(TRIES / 100);
        }
    }

    private static List<String> fieldsOf(JsonObject schema) {
        JsonObject found = schema;
        if (schema.containsKey("$ref")) {
            found =
                    contract.getRawContract()
                            .getJsonObject("components")
                            .getJsonObject("schemas")
                            .getJsonObject(schema.getString("$ref").replaceAll(".*/", ""));
        }
        return List.copyOf(found.getJsonObject("properties").fieldNames());
    }

    /** The required ones often, and few others: else nearly nothing would fit. */
    private static JsonObject draw(List<String> fields, Random random) {
        JsonObject drawn = new JsonObject();
        if (random.nextInt(10) > 0) {
            drawn.put("image", "job:x").put("factor", 2);
            if (!fields.contains("factor")) {
                drawn.remove("factor");
            }
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            drawn.put(
                    fields.get(random.nextInt(fields.size())), ODD.get(random.nextInt(ODD.size())));
        }
        return drawn;
    }
}
