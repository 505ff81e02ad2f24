package io.kuotu.common.config;

import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * Reads {@link SettingsSources} into a typed interface (SmallRye Config does the mapping). Unknown
 * keys, wrong types, missing values and the interface's own rules are all checked before {@link
 * InvalidSettings} tells of them together.
 */
public final class SettingsLoader {
    private static final String ROOT = "kuotu";
    private static final String ENVIRONMENT_PREFIX = "KUOTU_";
    private static final Pattern UNMAPPED =
            Pattern.compile("SRCFG00050: (\\S+) in (.*) does not map to any root");
    private static final Pattern CODE = Pattern.compile("^[\\w.$]*(Exception)?:? ?SRCFG\\d+: ");

    private SettingsLoader() {}

    /**
     * The settings, complete and within their rules.
     *
     * @param type mapping interface with the prefix {@code kuotu}
     * @param sources to read
     * @param othersKeys prefixes below {@code kuotu.} that belong to another program and may stand
     *     in the same file
     * @param rules what the types cannot say: problems of a mapped value
     */
    public static <T> T load(
            Class<T> type,
            SettingsSources sources,
            Set<String> othersKeys,
            Function<T, List<String>> rules) {
        Set<String> known =
                new TreeSet<>(
                        ConfigMappings.getProperties(ConfigClass.configClass(type, ROOT)).keySet());
        List<String> problems =
                new ArrayList<>(unknownVariables(sources.environment(), known, othersKeys));
        T settings = null;
        try {
            settings = build(type, sources, othersKeys).getConfigMapping(type, ROOT);
        } catch (ConfigValidationException e) {
            for (int i = 0; i < e.getProblemCount(); i++) {
                problems.add(readable(e.getProblem(i).getMessage(), known));
            }
        } catch (IOException e) {
            problems.add("cannot read " + sources.file().orElseThrow() + ": " + e.getMessage());
        }
        if (settings != null) {
            problems.addAll(rules.apply(settings));
        }
        if (settings == null || !problems.isEmpty()) {
            throw new InvalidSettings(problems);
        }
        return settings;
    }

    private static <T> SmallRyeConfig build(
            Class<T> type, SettingsSources sources, Set<String> othersKeys) throws IOException {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder().withMapping(type, ROOT);
        othersKeys.forEach(key -> builder.withMappingIgnore(ROOT + "." + key + ".**"));
        if (sources.file().isPresent()) {
            builder.withSources(
                    new PropertiesConfigSource(
                            properties(sources), sources.file().get().toString(), 200));
        }
        builder.withSources(new EnvConfigSource(sources.environment(), 300));
        builder.withSources(new PropertiesConfigSource(sources.overrides(), "command line", 400));
        return builder.build();
    }

    private static Map<String, String> properties(SettingsSources sources) throws IOException {
        Properties read = new Properties();
        try (var in = Files.newBufferedReader(sources.file().orElseThrow())) {
            read.load(in);
        }
        Map<String, String> found = new HashMap<>();
        read.stringPropertyNames().forEach(name -> found.put(name, read.getProperty(name)));
        return found;
    }

    private static List<String> unknownVariables(
            Map<String, String> environment, Set<String> known, Set<String> othersKeys) {
        List<String> problems = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        known.forEach(key -> names.add(variable(key)));
        for (String name : new TreeSet<>(environment.keySet())) {
            boolean theirs =
                    othersKeys.stream()
                            .anyMatch(key -> name.startsWith(variable(ROOT + "." + key) + "_"));
            boolean ours =
                    names.stream().anyMatch(n -> Pattern.matches(n.replace("*", ".+"), name));
            if (name.startsWith(ENVIRONMENT_PREFIX) && !theirs && !ours) {
                problems.add(
                        "environment variable " + name + " sets nothing" + suggestion(name, names));
            }
        }
        return problems;
    }

    /** MicroProfile's rule: whatever is no letter or digit becomes an underscore. */
    private static String variable(String key) {
        return key.replaceAll("[^A-Za-z0-9*]", "_").toUpperCase(Locale.ROOT);
    }

    private static String readable(String message, Set<String> known) {
        Matcher unmapped = UNMAPPED.matcher(message);
        if (unmapped.find()) {
            return "unknown key "
                    + unmapped.group(1)
                    + " in "
                    + unmapped.group(2)
                    + suggestion(unmapped.group(1), known);
        }
        return CODE.matcher(message).replaceFirst("");
    }

    private static String suggestion(String name, Set<String> known) {
        LevenshteinDistance distance = new LevenshteinDistance(Math.max(3, name.length() / 3));
        Optional<String> nearest =
                known.stream()
                        .filter(k -> distance.apply(name, k) >= 0)
                        .min(Comparator.comparingInt(k -> distance.apply(name, k)));
        return nearest.map(k -> "; did you mean " + k + "?").orElse("");
    }
}
