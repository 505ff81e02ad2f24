package io.kuotu.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kuotu queue}. */
@Command(
        name = "queue",
        description = "What waits and runs, by pool and tier, and how fast it is served.",
        sortOptions = false)
public final class QueueCommand implements Callable<Integer> {
    @Mixin private OperatorOptions options = new OperatorOptions();

    @Override
    public Integer call() throws Exception {
        return options.run(
                operator -> {
                    JsonNode queue = operator.queue();
                    if (options.isJson()) {
                        return options.print(queue);
                    }
                    options.out()
                            .println(
                                    queue.path("workers")
                                            + " worker(s), "
                                            + queue.path("megapixel_steps_per_second")
                                            + " megapixel steps a second");
                    new Table()
                            .column("POOL", "pool")
                            .column("TIER", "tier")
                            .column("WAITING", "waiting")
                            .column("RUNNING", "running")
                            .seconds("OLDEST", "oldest_seconds")
                            .column("COST", "waiting_megapixel_steps")
                            .column("RATE", "megapixel_steps_per_second")
                            .column("WAIT", QueueCommand::wait)
                            .print(queue.path("parts"), options.out());
                    return 0;
                });
    }

    private static String wait(JsonNode part) {
        if (part.path("paused").asBoolean()) {
            JsonNode set = part.path("set");
            return (set.path("refuse").asBoolean() ? "paused, refuses, by " : "paused by ")
                    + set.path("by").asText();
        }
        return part.has("wait_seconds")
                ? Ages.text(part.path("wait_seconds").asDouble())
                : "nobody serves";
    }
}
