package io.kuotu.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kuotu pause}. */
@Command(
        name = "pause",
        description =
                "Has all workers take no job of a tier, until it is resumed. Running jobs go on;"
                        + " new ones are accepted and wait.",
        sortOptions = false)
public final class PauseCommand implements Callable<Integer> {
    @Parameters(paramLabel = "TIER", description = "interactive, standard or bulk.")
    private String tier = "";

    @Option(names = "--pool", paramLabel = "POOL", description = "Of the workers.")
    private Optional<String> pool = Optional.empty();

    @Option(names = "--refuse", description = "Refuse new jobs of the tier meanwhile.")
    private boolean refuse;

    @Mixin private OperatorOptions options = new OperatorOptions();

    @Override
    public Integer call() throws Exception {
        return options.run(operator -> show(options, operator.pause(tier, pool, refuse)));
    }

    static int show(OperatorOptions options, JsonNode set) {
        if (options.isJson()) {
            return options.print(set);
        }
        String how =
                set.path("paused").asBoolean()
                        ? set.path("refuse").asBoolean()
                                ? "paused; new jobs are refused"
                                : "paused; new jobs wait"
                        : "not paused";
        options.out()
                .println(
                        "tier "
                                + set.path("tier").asText()
                                + " of pool "
                                + set.path("pool").asText()
                                + " is "
                                + how);
        return 0;
    }
}
