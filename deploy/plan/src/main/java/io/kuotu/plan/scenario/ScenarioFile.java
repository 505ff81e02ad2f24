package io.kuotu.plan.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.kuotu.common.job.Tier;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads scenarios: YAML, or JSON, which is YAML too. What a file does not say is as in ours. */
public final class ScenarioFile {
    private static final String DEFAULTS = "/io/kuotu/plan/scenario.yaml";

    private static final ObjectMapper MAPPER =
            YAMLMapper.builder()
                    .addModule(new Jdk8Module())
                    .addModule(new SimpleModule().addKeyDeserializer(Tier.class, new TierKeys()))
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build();

    private ScenarioFile() {}

    private static final class TierKeys extends com.fasterxml.jackson.databind.KeyDeserializer {
        @Override
        public Object deserializeKey(
                String key, com.fasterxml.jackson.databind.DeserializationContext context) {
            return Arrays.stream(Tier.values())
                    .filter(tier -> tier.label().equals(key))
                    .findFirst()
                    .orElseThrow(
                            () ->
                                    new IllegalArgumentException(
                                            "'" + key + "' is no tier: " + labels()));
        }

        private static String labels() {
            return Arrays.stream(Tier.values()).map(Tier::label).collect(Collectors.joining(", "));
        }
    }

    /**
     * A scenario from its file. Files that it names are beside it.
     *
     * @throws IOException where it cannot be read
     * @throws IllegalArgumentException where it is no scenario, with the field that is wrong
     */
    public static Scenario read(Path file) throws IOException {
        try {
            return parse(MAPPER.readTree(Files.readString(file)), file.toAbsolutePath());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + ": " + reason(e), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * A scenario that names no file.
     *
     * @throws IllegalArgumentException where it is none, with the field that is wrong
     */
    public static Scenario parse(String yaml) {
        try {
            return parse(MAPPER.readTree(yaml), Path.of("scenario").toAbsolutePath());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(reason(e), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Scenario parse(JsonNode said, Path file) throws IOException {
        if (!said.isObject()) {
            throw new IllegalArgumentException("a scenario is a map of fields");
        }
        ObjectNode defaults = defaults();
        JsonNode ofTraffic = defaults.remove("each_traffic");
        JsonNode ofJob = defaults.remove("each_job");
        JsonNode ofScaler = defaults.remove("each_autoscaler");
        ObjectNode whole = merged(defaults, said);
        fill(whole.get("traffic"), ofTraffic);
        for (JsonNode traffic : whole.get("traffic")) {
            fill(traffic.get("jobs"), ofJob);
            readTimes(traffic.get("arrivals"), file);
        }
        if (whole.hasNonNull("autoscaler")) {
            whole.set("autoscaler", merged(ofScaler, whole.get("autoscaler")));
        }
        besideIt(whole, file);
        return MAPPER.treeToValue(whole, Scenario.class);
    }

    private static ObjectNode defaults() throws IOException {
        try (InputStream in = ScenarioFile.class.getResourceAsStream(DEFAULTS)) {
            return (ObjectNode) MAPPER.readTree(Objects.requireNonNull(in));
        }
    }

    /** Maps go into each other; of anything else, what is said replaces what is by default. */
    private static ObjectNode merged(JsonNode byDefault, JsonNode said) {
        ObjectNode result = byDefault.deepCopy();
        said.properties()
                .forEach(
                        entry -> {
                            JsonNode before = result.get(entry.getKey());
                            boolean both =
                                    before != null
                                            && before.isObject()
                                            && entry.getValue().isObject();
                            result.set(
                                    entry.getKey(),
                                    both ? merged(before, entry.getValue()) : entry.getValue());
                        });
        return result;
    }

    private static void fill(@Nullable JsonNode list, JsonNode byDefault) {
        if (list instanceof ArrayNode entries) {
            for (int i = 0; i < entries.size(); i++) {
                if (entries.get(i).isObject()) {
                    entries.set(i, merged(byDefault, entries.get(i)));
                }
            }
        }
    }

    private static void readTimes(@Nullable JsonNode arrivals, Path file) throws IOException {
        if (arrivals instanceof ObjectNode form && form.path("file").isTextual()) {
            Path times = file.resolveSibling(form.get("file").textValue());
            ArrayNode list = form.putArray("times");
            for (String line : Files.readAllLines(times)) {
                if (!line.isBlank()) {
                    list.add(seconds(line.strip(), times));
                }
            }
        }
    }

    private static double seconds(String line, Path file) {
        try {
            return Double.parseDouble(line);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "arrivals.file: '" + line + "' in " + file + " is no number of seconds", e);
        }
    }

    private static void besideIt(ObjectNode whole, Path file) {
        if (whole.path("profile").isTextual()) {
            whole.put("profile", file.resolveSibling(whole.get("profile").textValue()).toString());
        }
    }

    private static String reason(JsonProcessingException e) {
        String where =
                e instanceof JsonMappingException mapping
                        ? StreamSupport.stream(mapping.getPath().spliterator(), false)
                                .map(ScenarioFile::step)
                                .collect(Collectors.joining())
                                .replaceFirst("^\\.", "")
                        : "";
        if (e instanceof UnrecognizedPropertyException unknown) {
            return String.format(
                    Locale.ROOT,
                    "%s: is no field; there are %s",
                    where,
                    unknown.getKnownPropertyIds());
        }
        Throwable cause = e.getCause() instanceof IllegalArgumentException ours ? ours : e;
        String what =
                cause instanceof JsonProcessingException json
                        ? json.getOriginalMessage()
                        : cause.getMessage();
        return (where.isEmpty() ? "" : where + ": ") + what;
    }

    private static String step(JsonMappingException.Reference reference) {
        return reference.getFieldName() == null
                ? "[" + reference.getIndex() + "]"
                : "." + reference.getFieldName();
    }
}
