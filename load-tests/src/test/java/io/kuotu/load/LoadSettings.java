package io.kuotu.load;

import io.kuotu.common.config.SettingsLoader;
import io.kuotu.common.config.SettingsSources;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Everything that can be set about a run: variables such as {@code KUOTU_LOAD_RATE}. */
public interface LoadSettings {
    Load load();

    /** Keys under {@code kuotu.load}. */
    interface Load {
        /** The gateway. */
        @WithDefault("http://127.0.0.1:8080")
        URI server();

        /** API key. */
        String key();

        /** Jobs that arrive in a second. */
        @WithDefault("0.5")
        double rate();

        /** How long they arrive at that rate. */
        @WithDefault("PT60S")
        Duration duration();

        /** How long the rate rises from nothing before. */
        @WithDefault("PT10S")
        Duration ramp();

        /** 95 of 100 jobs must be accepted in less. */
        @WithDefault("PT5S")
        Duration acceptWithin();

        /** A job that takes longer than this has failed. */
        @WithDefault("PT2M")
        Duration endWithin();

        /** Of a spike: times the rate. */
        @WithDefault("20")
        double peak();

        /** Of a spike: how long the rate is an ordinary one before. */
        @WithDefault("PT30S")
        Duration before();

        /** Of a spike: and after. */
        @WithDefault("PT120S")
        Duration after();

        /** 95 of 100 interactive jobs of a spike, or all of a soak, begin in less. */
        @WithDefault("PT3S")
        Duration waitWithin();

        /** Of a spike: waits are as before so soon after it. */
        @WithDefault("PT60S")
        Duration recoverWithin();

        /** Of duplicates: runs by jobs, at most. */
        @WithDefault("0.1")
        double runShare();

        /** Of a soak: what is held at the end by what was held when it was warm. */
        @WithDefault("1.2")
        double growth();

        /** Of a fan-out: streams of one job's events. */
        @WithDefault("10000")
        int watchers();

        /** Of a fan-out: share of them that reads nothing until the job has ended. */
        @WithDefault("0.02")
        double slow();

        /** The cluster's process, where it is on this machine. */
        Optional<Long> pid();

        /** Folder of reports. */
        @WithDefault("target/load")
        Path out();

        /** Where the verdict goes as JSON; beside the report unless set. */
        Optional<Path> json();

        /** After the last deadline: a job without an end by then is lost. */
        @WithDefault("PT60S")
        Duration settleWithin();

        /** Longer side of the photograph in px. */
        @WithDefault("192")
        int side();

        @WithDefault("16:9")
        String aspectRatio();

        /** Few: what is measured is the way of a job, not how well it is painted. */
        @WithDefault("2")
        int steps();
    }

    /** Throws {@link io.kuotu.common.config.InvalidSettings} with everything that is wrong. */
    static Load of(Map<String, String> environment) {
        Map<String, String> ours =
                environment.entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith("KUOTU_LOAD_"))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        SettingsSources sources = new SettingsSources(Optional.empty(), ours, Map.of());
        return SettingsLoader.load(LoadSettings.class, sources, Set.of(), s -> problems(s.load()))
                .load();
    }

    private static List<String> problems(Load load) {
        List<String> problems = new ArrayList<>();
        String scheme = String.valueOf(load.server().getScheme());
        check("server", load.server(), "http or https", scheme.matches("https?"), problems);
        check("rate", load.rate(), "more than 0", load.rate() > 0, problems);
        check("duration", load.duration(), "more than 0", load.duration().isPositive(), problems);
        check("ramp", load.ramp(), "0 or more", !load.ramp().isNegative(), problems);
        check(
                "accept-within",
                load.acceptWithin(),
                "more than 0",
                load.acceptWithin().isPositive(),
                problems);
        check(
                "end-within",
                load.endWithin(),
                "a second or more",
                load.endWithin().toSeconds() > 0,
                problems);
        check("peak", load.peak(), "1 or more", load.peak() >= 1, problems);
        check("watchers", load.watchers(), "1 or more", load.watchers() > 0, problems);
        boolean share = load.slow() >= 0 && load.slow() < 1;
        check("slow", load.slow(), "0 to below 1", share, problems);
        check("side", load.side(), "1 or more", load.side() > 0, problems);
        check("steps", load.steps(), "1 or more", load.steps() > 0, problems);
        boolean ratio = load.aspectRatio().matches("\\d+:\\d+");
        check("aspect-ratio", load.aspectRatio(), "W:H, such as 16:9", ratio, problems);
        return problems;
    }

    private static void check(
            String key, Object value, String rule, boolean holds, List<String> problems) {
        if (!holds) {
            problems.add("kuotu.load." + key + ": " + value + " is not " + rule);
        }
    }
}
