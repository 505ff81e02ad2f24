package io.kuotu.cli.operate;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kuotu resume}. */
@Command(
        name = "resume",
        description = "Has workers take the jobs of a paused tier again.",
        sortOptions = false)
public final class ResumeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "TIER", description = "interactive, standard or bulk.")
    private String tier = "";

    @Option(names = "--pool", paramLabel = "POOL", description = "Of the workers.")
    private Optional<String> pool = Optional.empty();

    @Mixin private OperatorOptions options = new OperatorOptions();

    @Override
    public Integer call() throws Exception {
        return options.run(operator -> PauseCommand.show(options, operator.resume(tier, pool)));
    }
}
