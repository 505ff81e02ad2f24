package io.kuotu.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How many programs a cluster of one process has, and whether its devices are real. */
public final class ClusterOptions {
    @Option(names = "--gateways", paramLabel = "N", description = "Default: 1.")
    private int gateways = 1;

    @Option(names = "--workers", paramLabel = "N", description = "Default: 1.")
    private int workers = 1;

    @Option(
            names = "--simulate",
            description =
                    "Nothing is computed: jobs take their measured time, pictures say SIMULATED.")
    private boolean simulate;

    @Option(
            names = "--speed",
            paramLabel = "X",
            description =
                    "With --simulate: X times as fast as was measured; a hypothetical device"
                            + " (default: 1).")
    private double speed = 1;

    @Option(
            names = "--profile",
            paramLabel = "FILE",
            description = "With --simulate: what was measured, by ./kuotu bench profile.")
    private Optional<Path> profile = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Any setting of its gateways and workers: kuotu.worker.slots=16.")
    private Map<String, String> more = new HashMap<>();

    int gateways() {
        return gateways;
    }

    int workers() {
        return workers;
    }

    /** What follows from it for gateways and workers. */
    Map<String, String> settings() {
        if (!simulate && (speed != 1 || profile.isPresent())) {
            throw new IllegalArgumentException("--speed and --profile are for --simulate");
        }
        Map<String, String> settings = new HashMap<>();
        if (simulate) {
            settings.put("kuotu.worker.devices", "simulated");
            settings.put("kuotu.worker.simulation.speed", Double.toString(speed));
            profile.ifPresent(
                    file ->
                            settings.put(
                                    "kuotu.worker.simulation.profile",
                                    file.toAbsolutePath().toString()));
        }
        settings.putAll(more);
        return settings;
    }

    /** For whoever reads the screen. */
    Optional<String> warning() {
        return simulate
                ? Optional.of(
                        "  SIMULATED devices"
                                + (speed == 1 ? "" : ", " + speed + " times as fast: HYPOTHETICAL")
                                + ": no picture is made")
                : Optional.empty();
    }
}
