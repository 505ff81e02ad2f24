package io.kuotu.gateway.admission;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.kuotu.common.job.Cost;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.job.Tier;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The form of the tenants file (YAML); {@code deploy/compose/tenants.yaml.example} shows it. What a
 * tenant does not say, {@code defaults} say for it.
 */
final class TenantsFile {
    private static final ObjectMapper MAPPER =
            YAMLMapper.builder()
                    .addModule(new Jdk8Module())
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .build();
    private static final int MAX_IN_FLIGHT = 1000;

    private TenantsFile() {}

    record Document(Optional<Entry> defaults, Optional<Map<String, Entry>> tenants) {}

    record Entry(
            Optional<List<String>> keySha256,
            Optional<Double> weight,
            Optional<RateEntry> requests,
            Optional<RateEntry> cost,
            Optional<Integer> maxInFlight,
            Optional<Map<String, Double>> maxQueueWait,
            Optional<List<String>> tiers,
            Optional<String> overLimit,
            Optional<List<String>> webhookSecrets,
            Optional<Boolean> operator) {
        static final Entry NONE =
                new Entry(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());

        Entry {
            keySha256.ifPresent(hashes -> hashes.forEach(Entry::checkHash));
            webhookSecrets.ifPresent(secrets -> secrets.forEach(Entry::checkSecret));
            check(maxInFlight.orElse(0) >= 0, "max_in_flight must not be negative");
            check(weight.orElse(1.0) > 0, "weight must be above 0");
            maxQueueWait.ifPresent(
                    waits ->
                            waits.forEach(
                                    (name, s) -> {
                                        var _ = tier(name);
                                        check(
                                                s != null && s >= 0,
                                                "max_queue_wait is in seconds, 0 or more");
                                    }));
            tiers.ifPresent(names -> names.forEach(Entry::tier));
            overLimit.ifPresent(
                    label ->
                            check(
                                    OverLimit.labelled(label).isPresent(),
                                    "over_limit is refuse or demote, not '" + label + "'"));
        }

        private static void checkHash(String hash) {
            check(
                    hash != null && hash.matches("[0-9a-f]{64}"),
                    "key_sha256: '" + hash + "' is no SHA-256 in lower-case hexadecimal");
        }

        private static void checkSecret(String secret) {
            Optional<String> problem = WebhookSecret.problem(secret);
            check(problem.isEmpty(), "webhook_secrets: " + problem.orElse(""));
        }

        private static Tier tier(String name) {
            return Arrays.stream(Tier.values())
                    .filter(t -> t.label().equals(name))
                    .findFirst()
                    .orElseThrow(
                            () ->
                                    new IllegalArgumentException(
                                            "'" + name + "' is no tier: " + labels()));
        }

        private static String labels() {
            return Arrays.stream(Tier.values()).map(Tier::label).collect(Collectors.joining(", "));
        }

        private static void check(boolean holds, String otherwise) {
            if (!holds) {
                throw new IllegalArgumentException(otherwise);
            }
        }

        Tenants.Keyed keyed(String name, Entry defaults) {
            Tenant tenant =
                    new Tenant(
                            new TenantId(name),
                            limits(defaults),
                            webhookSecrets.orElse(List.of()),
                            operator.orElse(false));
            return new Tenants.Keyed(tenant, keySha256.orElse(List.of()));
        }

        private Limits limits(Entry defaults) {
            return new Limits(
                    weight.or(defaults::weight).orElse(1.0),
                    requests.or(defaults::requests).map(r -> r.rate(1)),
                    cost.or(defaults::cost).map(r -> r.rate(Cost.MEGA)),
                    maxInFlight.or(defaults::maxInFlight).orElse(MAX_IN_FLIGHT),
                    waits(maxQueueWait.or(defaults::maxQueueWait).orElse(Map.of())),
                    tiers.or(defaults::tiers).map(Entry::tiers).orElse(EnumSet.allOf(Tier.class)),
                    overLimit
                            .or(defaults::overLimit)
                            .flatMap(OverLimit::labelled)
                            .orElse(OverLimit.REFUSE));
        }

        private static Map<Tier, Duration> waits(Map<String, Double> seconds) {
            Map<Tier, Duration> waits = new EnumMap<>(Tier.class);
            seconds.forEach(
                    (name, s) -> waits.put(tier(name), Duration.ofMillis((long) (s * 1000))));
            return waits;
        }

        private static Set<Tier> tiers(List<String> names) {
            Set<Tier> tiers = EnumSet.noneOf(Tier.class);
            names.forEach(name -> tiers.add(tier(name)));
            return tiers;
        }
    }

    record RateEntry(double perSecond, Optional<Double> burst) {
        RateEntry {
            Rate _ = new Rate(perSecond, burst.orElse(1.0)); // its rules
        }

        private Rate rate(double unit) {
            double most = burst.orElse(Math.max(1, perSecond));
            return new Rate(perSecond * unit, most * unit);
        }
    }

    /**
     * Reads a file's text. Throws {@link InvalidTenants} that names line and field.
     *
     * @param yaml of the file
     * @param name of the file, for what is wrong with it
     */
    static List<Tenants.Keyed> read(byte[] yaml, String name) {
        try {
            Document document = MAPPER.readValue(yaml, Document.class);
            return document == null ? List.of() : keyed(document, name);
        } catch (JsonProcessingException e) {
            throw new InvalidTenants(List.of(place(e, name) + reason(e)));
        } catch (IOException e) {
            throw new InvalidTenants(List.of(name + ": " + e.getMessage()));
        }
    }

    private static List<Tenants.Keyed> keyed(Document document, String file) {
        List<String> problems = new ArrayList<>();
        List<Tenants.Keyed> all = new ArrayList<>();
        Entry defaults = document.defaults().orElse(Entry.NONE);
        if (defaults.keySha256().isPresent() || defaults.operator().isPresent()) {
            problems.add(file + ": defaults: key_sha256 and operator are each tenant's own");
        }
        for (Map.Entry<String, Entry> each : document.tenants().orElse(Map.of()).entrySet()) {
            String field = file + ": tenants." + each.getKey();
            try {
                if (each.getValue().keySha256().orElse(List.of()).isEmpty()) {
                    problems.add(field + ".key_sha256: name one or more");
                }
                all.add(each.getValue().keyed(each.getKey(), defaults));
            } catch (IllegalArgumentException e) {
                problems.add(field + ": " + e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidTenants(problems);
        }
        return all;
    }

    private static String place(JsonProcessingException e, String file) {
        JsonLocation location =
                e.getProcessor() instanceof JsonParser parser
                        ? parser.currentTokenLocation()
                        : e.getLocation();
        String line = location == null ? "" : ":" + location.getLineNr();
        String path =
                e instanceof JsonMappingException mapping
                        ? mapping.getPath().stream()
                                .map(
                                        r ->
                                                r.getFieldName() == null
                                                        ? Integer.toString(r.getIndex())
                                                        : r.getFieldName())
                                .collect(Collectors.joining("."))
                        : "";
        return file + line + ": " + (path.isEmpty() ? "" : path + ": ");
    }

    private static String reason(JsonProcessingException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "there is no such field; there are "
                    + unknown.getKnownPropertyIds().stream()
                            .map(String::valueOf)
                            .sorted()
                            .collect(Collectors.joining(", "));
        }
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message =
                cause instanceof JsonProcessingException json
                        ? json.getOriginalMessage()
                        : cause.getMessage();
        return String.valueOf(message).lines().findFirst().orElse("").replace("\"", "'");
    }
}
