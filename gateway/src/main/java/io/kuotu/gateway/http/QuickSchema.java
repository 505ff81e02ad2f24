package io.kuotu.gateway.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The contract's schemas, compiled once. A test says yes only to what the contract's validator lets
 * through too; where it does not say yes (a value that is wrong, a keyword that is not known here,
 * a number that is too large to be sure), the validator has the word, and the words for what is
 * wrong. One thread compiles; tests are immutable.
 */
final class QuickSchema {
    /** Whether a value of JSON, as it was parsed, certainly fits. */
    @FunctionalInterface
    interface Test {
        boolean admits(@Nullable Object value);
    }

    private static final Test NEVER = _ -> false;
    private static final String REF = "#/components/schemas/";

    /** What the parser of the contract leaves in it. */
    private static final String PARSERS = "__";

    /** Keywords that say nothing of a value. */
    private static final Set<String> WORDS =
            Set.of("description", "title", "default", "example", "examples", "deprecated");

    private final JsonObject schemas;
    private final Map<String, Test> named = new HashMap<>();

    /**
     * @param contract whole
     */
    QuickSchema(JsonObject contract) {
        this.schemas =
                contract.getJsonObject("components", new JsonObject())
                        .getJsonObject("schemas", new JsonObject());
    }

    Test compile(JsonObject schema) {
        List<Test> all = new ArrayList<>();
        for (String keyword : schema.fieldNames()) {
            if (!WORDS.contains(keyword) && !keyword.startsWith(PARSERS)) {
                all.add(keyword(keyword, schema));
            }
        }
        return all(all);
    }

    private static Test all(List<Test> tests) {
        Test[] each = tests.toArray(Test[]::new);
        return value -> {
            for (Test test : each) {
                if (!test.admits(value)) {
                    return false;
                }
            }
            return true;
        };
    }

    private Test keyword(String keyword, JsonObject schema) {
        return switch (keyword) {
            case "$ref" -> reference(schema.getString(keyword));
            case "type" -> type(schema.getValue(keyword));
            case "enum" -> oneOf(schema.getJsonArray(keyword));
            case "minimum" -> number(schema.getDouble(keyword), true);
            case "maximum" -> number(schema.getDouble(keyword), false);
            case "minLength" -> least(schema.getInteger(keyword));
            case "maxLength" -> most(schema.getInteger(keyword));
            case "pattern" -> pattern(schema.getString(keyword));
            case "required" -> required(schema.getJsonArray(keyword));
            case "properties" -> properties(schema);
            case "additionalProperties" ->
                    schema.containsKey("properties") ? _ -> true : properties(schema);
            case "propertyNames" -> names(compile(schema.getJsonObject(keyword)));
            case "maxProperties" -> size(0, schema.getInteger(keyword));
            case "minProperties" -> size(schema.getInteger(keyword), Integer.MAX_VALUE);
            case "items" -> items(schema.getValue(keyword));
            case "maxItems" -> items(0, schema.getInteger(keyword));
            case "minItems" -> items(schema.getInteger(keyword), Integer.MAX_VALUE);
            case "anyOf" -> anyOf(schema.getJsonArray(keyword));
            default -> NEVER;
        };
    }

    /** Looked up when it is first asked for, so that schemas may name each other. */
    private Test reference(String reference) {
        if (!reference.startsWith(REF)) {
            return NEVER;
        }
        String name = reference.substring(REF.length());
        if (!named.containsKey(name)) {
            Test[] later = {NEVER};
            named.put(name, value -> later[0].admits(value));
            JsonObject schema = schemas.getJsonObject(name);
            later[0] = schema == null ? NEVER : compile(schema);
            named.put(name, later[0]);
        }
        return named.getOrDefault(name, NEVER);
    }

    private static Test type(Object type) {
        return switch (type.toString()) {
            case "object" -> value -> fields(value) != null;
            case "array" -> value -> elements(value) != null;
            case "string" -> value -> value instanceof String;
            case "boolean" -> value -> value instanceof Boolean;
            case "integer" -> value -> value instanceof Integer || value instanceof Long;
            case "number" ->
                    value ->
                            value instanceof Integer
                                    || value instanceof Long
                                    || value instanceof Double;
            default -> NEVER;
        };
    }

    private static Test oneOf(JsonArray values) {
        Set<Object> known = new HashSet<>();
        values.forEach(value -> known.add(value instanceof Integer i ? Long.valueOf(i) : value));
        return value -> known.contains(value instanceof Integer i ? Long.valueOf(i) : value);
    }

    /** Of what is no number a bound says nothing. */
    private static Test number(double bound, boolean least) {
        return value -> {
            if (!(value instanceof Number number)) {
                return true;
            }
            double given = number.doubleValue();
            boolean exact = number instanceof Double || (long) given == number.longValue();
            return exact && (least ? given >= bound : given <= bound);
        };
    }

    private static Test least(int characters) {
        return value ->
                !(value instanceof String text)
                        || text.codePointCount(0, text.length()) >= characters;
    }

    private static Test most(int characters) {
        return value -> !(value instanceof String text) || text.length() <= characters;
    }

    private static Test pattern(String regex) {
        Pattern pattern = Pattern.compile(regex);
        return value -> !(value instanceof String text) || pattern.matcher(text).find();
    }

    private static Test required(JsonArray names) {
        List<String> all = names.stream().map(String.class::cast).toList();
        return value -> {
            Map<String, ?> fields = fields(value);
            return fields == null || fields.keySet().containsAll(all);
        };
    }

    private Test properties(JsonObject schema) {
        Map<String, Test> known = new HashMap<>();
        JsonObject properties = schema.getJsonObject("properties", new JsonObject());
        properties
                .fieldNames()
                .forEach(name -> known.put(name, compile(properties.getJsonObject(name))));
        Test others =
                switch (schema.getValue("additionalProperties", true)) {
                    case Boolean may -> _ -> may;
                    case JsonObject rest -> compile(rest);
                    default -> NEVER;
                };
        return value -> {
            Map<String, ?> fields = fields(value);
            return fields == null || all(fields, known, others);
        };
    }

    private static boolean all(Map<String, ?> fields, Map<String, Test> known, Test others) {
        for (Map.Entry<String, ?> field : fields.entrySet()) { // hot: no stream
            if (!known.getOrDefault(field.getKey(), others).admits(field.getValue())) {
                return false;
            }
        }
        return true;
    }

    private static Test names(Test name) {
        return value -> {
            Map<String, ?> fields = fields(value);
            return fields == null || fields.keySet().stream().allMatch(name::admits);
        };
    }

    private static Test size(int least, int most) {
        return value -> {
            Map<String, ?> fields = fields(value);
            return fields == null || (fields.size() >= least && fields.size() <= most);
        };
    }

    private Test items(Object schema) {
        Test each = schema instanceof JsonObject object ? compile(object) : NEVER;
        return value -> {
            Collection<?> elements = elements(value);
            return elements == null || elements.stream().allMatch(each::admits);
        };
    }

    private static Test items(int least, int most) {
        return value -> {
            Collection<?> elements = elements(value);
            return elements == null || (elements.size() >= least && elements.size() <= most);
        };
    }

    private Test anyOf(JsonArray schemas) {
        List<Test> each = new ArrayList<>();
        schemas.forEach(
                schema -> each.add(schema instanceof JsonObject object ? compile(object) : NEVER));
        return value -> each.stream().anyMatch(test -> test.admits(value));
    }

    /** Null: no object. */
    @SuppressWarnings("unchecked") // names in JSON are text
    private static @Nullable Map<String, ?> fields(@Nullable Object value) {
        return switch (value) {
            case JsonObject object -> object.getMap();
            case Map<?, ?> map -> (Map<String, ?>) map;
            case null, default -> null;
        };
    }

    /** Null: no array. */
    private static @Nullable Collection<?> elements(@Nullable Object value) {
        return switch (value) {
            case JsonArray array -> array.getList();
            case List<?> list -> list;
            case null, default -> null;
        };
    }
}
