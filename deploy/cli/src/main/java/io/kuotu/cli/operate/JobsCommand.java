package io.kuotu.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kuotu.common.client.OperatorClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kuotu jobs}. */
@Command(
        name = "jobs",
        description = "Lists everybody's jobs, newest first; or shows one in full.",
        sortOptions = false)
public final class JobsCommand implements Callable<Integer> {
    private static final int MOST_IN_A_PAGE = 200;

    @Parameters(arity = "0..1", paramLabel = "ID", description = "Shows this job in full.")
    private Optional<String> id = Optional.empty();

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "queued, running, succeeded, failed or cancelled.")
    private Optional<String> state = Optional.empty();

    @Option(names = "--worker", paramLabel = "WORKER", description = "That took them last.")
    private Optional<String> worker = Optional.empty();

    @Mixin private FilterOptions filter = new FilterOptions();

    @Option(names = "-n", paramLabel = "N", description = "How many at most (default: 50).")
    private int limit = 50;

    @Mixin private OperatorOptions options = new OperatorOptions();

    @Override
    public Integer call() throws Exception {
        return options.run(operator -> id.isPresent() ? one(operator, id.get()) : list(operator));
    }

    private int list(OperatorClient operator) throws IOException, InterruptedException {
        ArrayNode jobs = JsonNodeFactory.instance.arrayNode();
        Optional<String> cursor = Optional.empty();
        do {
            JsonNode page =
                    operator.jobs(
                            filter.filter(state, worker),
                            Math.clamp(limit - jobs.size(), 1, MOST_IN_A_PAGE),
                            cursor);
            page.path("jobs").forEach(jobs::add);
            cursor = Optional.ofNullable(page.get("next_cursor")).map(JsonNode::asText);
        } while (jobs.size() < limit && cursor.isPresent());
        if (options.isJson()) {
            return options.print(jobs);
        }
        new Table()
                .column("JOB", "id")
                .column("STATE", JobsCommand::state)
                .column("TIER", "tier")
                .column("TENANT", "tenant")
                .column("KIND", "kind")
                .seconds("AGE", "age_seconds")
                .column("WORKER", "worker")
                .column("ERROR", job -> job.path("error").path("code").asText(""))
                .print(jobs, options.out());
        return 0;
    }

    private static String state(JsonNode job) {
        JsonNode progress = job.path("progress");
        String state = job.path("state").asText();
        if (job.path("queue").path("paused").asBoolean()) {
            return state + " (paused)";
        }
        return progress.isObject()
                ? state + " " + progress.path("step") + "/" + progress.path("steps")
                : state;
    }

    private int one(OperatorClient operator, String job) throws IOException, InterruptedException {
        JsonNode found = operator.job(job);
        if (options.isJson()) {
            return options.print(found);
        }
        PrintWriter out = options.out();
        out.println(found.path("id").asText() + "  " + state(found));
        for (String field :
                new String[] {"kind", "tier", "pool", "tenant", "created_at", "deadline"}) {
            out.println("  " + field + ": " + found.path(field).asText());
        }
        optional(out, found, "replay_of");
        optional(out, found, "error");
        out.println("  timings: " + found.path("timings"));
        out.println();
        new Table()
                .column("ATTEMPT", "number")
                .column("WORKER", "worker")
                .column("MODEL", "model")
                .column("FROM", "started_at")
                .column("TO", "ended_at")
                .column("OUTCOME", "outcome")
                .print(found.path("attempts"), out);
        out.println();
        new Table()
                .column("EVENT", "event")
                .column("AT", event -> event.path("data").path("at").asText())
                .column("WHAT", JobsCommand::what)
                .print(found.path("history"), out);
        return 0;
    }

    private static void optional(PrintWriter out, JsonNode job, String field) {
        if (job.has(field)) {
            JsonNode value = job.get(field);
            out.println("  " + field + ": " + (value.isTextual() ? value.asText() : value));
        }
    }

    private static String what(JsonNode event) {
        JsonNode data = event.path("data");
        return switch (event.path("event").asText()) {
            case "started" -> data.path("worker").asText();
            case "progress" ->
                    data.path("stage").asText()
                            + " "
                            + data.path("step")
                            + "/"
                            + data.path("steps");
            case "requeued" -> data.path("reason").asText();
            case "failed" -> data.path("code").asText() + ": " + data.path("detail").asText();
            default -> "";
        };
    }
}
