package io.kuotu.cli.plan;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.plan.cluster.Cluster;
import io.kuotu.plan.outcome.Outcome;
import io.kuotu.plan.outcome.TierOutcome;
import io.kuotu.plan.report.HtmlReport;
import io.kuotu.plan.report.JsonReport;
import io.kuotu.plan.report.TextReport;
import io.kuotu.plan.scenario.Scenario;
import io.kuotu.plan.scenario.ScenarioFile;
import io.kuotu.plan.sizing.Sizing;
import io.kuotu.worker.simulate.SimulationProfile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kuotu plan}. */
@Command(
        name = "plan",
        description = {
            "How a cluster fares under a load, in virtual time: the workers' own planner, measured"
                    + " times.",
            "deploy/plan/README.md says what a scenario is; deploy/plan/scenarios has some."
        },
        subcommands = CheckCommand.class)
public final class PlanCommand implements Callable<Integer> {
    private static final int NOT_KEPT = 1;
    private static final List<Double> FACTORS = List.of(1.0, 1.1, 1.25, 1.5, 2.0);

    @Parameters(
            paramLabel = "SCENARIO",
            arity = "0..1",
            description = "File of a scenario: YAML or JSON.")
    private Optional<Path> file = Optional.empty();

    @Option(names = "--workers", paramLabel = "N", description = "Instead of the scenario's.")
    private Optional<Integer> workers = Optional.empty();

    @Option(
            names = "--times",
            paramLabel = "FACTOR",
            defaultValue = "1",
            description = "As many times the scenario's jobs.")
    private double times;

    @Option(
            names = "--find",
            description = {
                "Finds the least number of workers that keeps the promises, without the"
                        + " autoscaler, and what headroom costs."
            })
    private boolean find;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Of --find: a number must be enough for each of them.")
    private int seeds;

    @Option(names = "--most", paramLabel = "N", defaultValue = "20000", description = "Of --find.")
    private int most;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the outcome there.")
    private Optional<Path> json = Optional.empty();

    @Option(names = "--html", paramLabel = "FILE", description = "Writes a page with plots there.")
    private Optional<Path> html = Optional.empty();

    @Spec private @Nullable CommandSpec command; // set by picocli

    @Override
    public Integer call() throws IOException {
        Scenario scenario = scenario(ScenarioFile.read(file.orElseThrow(this::nothingToPlan)));
        SimulationProfile profile = SimulationProfile.read(scenario.profile().map(Path::of));
        Outcome outcome = find ? found(scenario, profile) : Cluster.run(scenario, profile);
        TextReport.lines(outcome).forEach(out()::println);
        if (json.isPresent() && !find) {
            write(json.get(), JsonReport.of(outcome));
        }
        if (html.isPresent()) {
            Files.writeString(html.get(), HtmlReport.of(outcome));
        }
        out().flush();
        return outcome.keepsPromises() ? 0 : NOT_KEPT;
    }

    private ParameterException nothingToPlan() {
        return new ParameterException(
                requireNonNull(command).commandLine(),
                "SCENARIO is missing: what is to be planned?");
    }

    private Scenario scenario(Scenario said) {
        if (!(times > 0)) {
            throw new IllegalArgumentException("--times: " + times + " must be above 0");
        }
        Scenario scenario = workers.map(said::withWorkers).orElse(said);
        return scenario.withTraffic(scenario.traffic().stream().map(t -> t.times(times)).toList());
    }

    private Outcome found(Scenario scenario, SimulationProfile profile) throws IOException {
        Sizing sizing = new Sizing(scenario, profile, seeds, most);
        Outcome least = sizing.least();
        List<Outcome> headroom = sizing.headroom(least.scenario().fleet().workers(), FACTORS);
        out().printf(
                        Locale.ROOT,
                        "%d workers are enough (%d numbers tried, %d seeds each; below, the worst"
                                + " seed)%n",
                        least.scenario().fleet().workers(),
                        sizing.tried().size(),
                        seeds);
        out().printf(
                        "%8s %6s %10s %14s  %s%n",
                        "workers", "busy", "price/h", "a 1000 jobs", "promises");
        headroom.forEach(outcome -> out().println(row(outcome)));
        out().println();
        if (json.isPresent()) {
            ArrayNode all = JsonCodec.mapper().createArrayNode();
            headroom.forEach(outcome -> all.add(JsonReport.of(outcome)));
            ObjectNode found = JsonCodec.mapper().createObjectNode();
            found.put("workers", least.scenario().fleet().workers());
            found.set("headroom", all);
            write(json.get(), found);
        }
        return least;
    }

    private static String row(Outcome outcome) {
        Scenario scenario = outcome.scenario();
        return String.format(
                Locale.ROOT,
                "%8d %6.3f %10.2f %14.3f  %s",
                scenario.fleet().workers(),
                outcome.use().busy(),
                scenario.fleet().workers() * scenario.pricePerWorkerHour(),
                outcome.bill().perThousandJobs(),
                outcome.tiers().stream()
                        .flatMap(t -> t.promise().map(p -> promise(t, p)).stream())
                        .collect(Collectors.joining(", ")));
    }

    private static String promise(TierOutcome tier, TierOutcome.Promise promise) {
        return String.format(
                Locale.ROOT,
                "%s %.2f of %.2f s",
                tier.tier().label(),
                promise.tookS(),
                promise.withinS());
    }

    private static void write(Path to, ObjectNode json) throws IOException {
        Files.writeString(to, json.toPrettyString() + "\n");
    }

    private PrintWriter out() {
        return requireNonNull(command).commandLine().getOut();
    }
}
