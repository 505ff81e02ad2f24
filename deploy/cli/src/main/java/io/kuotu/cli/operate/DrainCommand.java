package io.kuotu.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import io.kuotu.common.client.OperatorClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kuotu drain}. */
@Command(
        name = "drain",
        description =
                "Has a worker take no more jobs: it lets end what is close to it, hands back the"
                        + " rest, and stays idle until it is stopped.",
        sortOptions = false)
public final class DrainCommand implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(10);
    private static final int NOT_YET = 1;

    @Parameters(paramLabel = "WORKER", description = "Its name, as 'kuotu workers' tells it.")
    private String worker = "";

    @Option(names = "--wait", description = "Return when it holds no job any more.")
    private boolean wait;

    @Option(
            names = "--within",
            paramLabel = "AGE",
            converter = Ages.class,
            description = "How long --wait waits (default: 10m); then the exit code is 1.")
    private Duration within = Duration.ofMinutes(10);

    @Mixin private OperatorOptions options = new OperatorOptions();

    @Override
    public Integer call() throws Exception {
        return options.run(
                operator -> {
                    JsonNode told = operator.drain(worker);
                    if (!wait) {
                        return said(told, "is told to drain, and holds ");
                    }
                    return await(operator);
                });
    }

    private int said(JsonNode told, String what) {
        if (options.isJson()) {
            return options.print(told);
        }
        options.out().println(worker + " " + what + told.path("jobs") + " job(s)");
        return 0;
    }

    /**
     * A wish may have been missed: it is said again where the worker does not say that it drains.
     */
    private int await(OperatorClient operator) throws IOException, InterruptedException {
        long end = System.nanoTime() + within.toNanos();
        long asked = System.nanoTime();
        while (System.nanoTime() < end) {
            Optional<JsonNode> now = find(operator.workers());
            if (now.isEmpty()) {
                options.out().println(worker + " has gone");
                return 0;
            }
            boolean drains = now.get().path("state").asText().equals("draining");
            if (drains && now.get().path("jobs").asInt() == 0) {
                return said(now.get(), "is drained: it holds ");
            }
            if (!drains && System.nanoTime() - asked > ASK_AGAIN.toNanos()) {
                operator.drain(worker);
                asked = System.nanoTime();
            }
            Thread.sleep(LOOK);
        }
        options.out().println(worker + " is not drained after " + within);
        return NOT_YET;
    }

    private Optional<JsonNode> find(JsonNode workers) {
        for (JsonNode each : workers.path("workers")) {
            if (each.path("worker").asText().equals(worker)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
