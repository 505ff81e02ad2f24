package io.kuotu.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kuotu workers}. */
@Command(
        name = "workers",
        description = "The workers, as they told of themselves last.",
        sortOptions = false)
public final class WorkersCommand implements Callable<Integer> {
    @Mixin private OperatorOptions options = new OperatorOptions();

    @Override
    public Integer call() throws Exception {
        return options.run(
                operator -> {
                    JsonNode workers = operator.workers();
                    if (options.isJson()) {
                        return options.print(workers);
                    }
                    new Table()
                            .column("WORKER", "worker")
                            .column("POOL", "pool")
                            .column("STATE", "state")
                            .seconds("HEARTBEAT", "heartbeat_seconds")
                            .column("JOBS", "jobs")
                            .column("SLOTS", "slots")
                            .column("RATE", "megapixel_steps_per_second")
                            .column("VERSION", "version")
                            .column("MODELS", WorkersCommand::models)
                            .column("DEVICE", "device")
                            .print(workers.path("workers"), options.out());
                    return 0;
                });
    }

    private static String models(JsonNode worker) {
        StringJoiner models = new StringJoiner(" ");
        worker.path("models").forEach(model -> models.add(model.asText()));
        return models.toString();
    }
}
