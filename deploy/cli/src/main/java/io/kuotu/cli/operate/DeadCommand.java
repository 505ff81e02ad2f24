package io.kuotu.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kuotu dead}. */
@Command(
        name = "dead",
        description = "Jobs that no worker could bring to a good end.",
        subcommands = {DeadCommand.All.class, DeadCommand.One.class, DeadCommand.Replay.class},
        subcommandsRepeatable = false)
public final class DeadCommand {
    /** {@code kuotu dead list}. */
    @Command(name = "list", description = "The newest first.", sortOptions = false)
    static final class All implements Callable<Integer> {
        @Option(names = "-n", paramLabel = "N", description = "How many (default: 50).")
        private int limit = 50;

        @Option(
                names = "--before",
                paramLabel = "OFFSET",
                description = "Only those before this one.")
        private Optional<Long> before = Optional.empty();

        @Mixin private OperatorOptions options = new OperatorOptions();

        @Override
        public Integer call() throws Exception {
            return options.run(
                    operator -> {
                        JsonNode page = operator.dead(limit, before);
                        if (options.isJson()) {
                            return options.print(page);
                        }
                        new Table()
                                .column("OFFSET", "offset")
                                .column("AT", "at")
                                .column("JOB", "job")
                                .column("TENANT", "tenant")
                                .column("TIER", "tier")
                                .column("CODE", "code")
                                .column("WORKER", "worker")
                                .column("REASON", "reason")
                                .print(page.path("dead"), options.out());
                        return 0;
                    });
        }
    }

    /** {@code kuotu dead show}. */
    @Command(name = "show", description = "One with its record, as JSON.", sortOptions = false)
    static final class One implements Callable<Integer> {
        @Parameters(paramLabel = "OFFSET", description = "As 'kuotu dead list' tells it.")
        private long offset;

        @Mixin private OperatorOptions options = new OperatorOptions();

        @Override
        public Integer call() throws Exception {
            return options.run(operator -> options.print(operator.dead(offset)));
        }
    }

    /** {@code kuotu dead replay}. */
    @Command(
            name = "replay",
            description = "Makes a new job of it; the old one's end is final.",
            sortOptions = false)
    static final class Replay implements Callable<Integer> {
        @Parameters(paramLabel = "OFFSET", description = "As 'kuotu dead list' tells it.")
        private long offset;

        @Option(names = "--again", description = "Also where it has been replayed before.")
        private boolean again;

        @Mixin private OperatorOptions options = new OperatorOptions();

        @Override
        public Integer call() throws Exception {
            return options.run(
                    operator -> {
                        JsonNode job = operator.replay(offset, again);
                        if (options.isJson()) {
                            return options.print(job);
                        }
                        options.out()
                                .println(
                                        job.path("replay_of").asText()
                                                + " became "
                                                + job.path("id").asText());
                        return 0;
                    });
        }
    }
}
