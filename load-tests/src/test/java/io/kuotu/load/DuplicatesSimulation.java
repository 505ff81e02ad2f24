package io.kuotu.load;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatling.javaapi.core.Simulation;
import java.util.List;
import java.util.Optional;

/** Everybody hands in the same picture with the same request: it should be made few times. */
public final class DuplicatesSimulation extends Simulation {
    private static final int MOST_MANIFESTS = 2000;

    private final LoadSettings.Load settings = LoadSettings.of(System.getenv());
    private final Run run = new Run("duplicates", settings);

    public DuplicatesSimulation() {
        setUp(
                        scenario("duplicates")
                                .exec(new Submitting(settings, run, true).chain())
                                .injectOpen(
                                        constantUsersPerSec(settings.rate())
                                                .during(settings.duration())
                                                .randomized()))
                .protocols(new Caller(settings).protocol());
    }

    @Override
    public void after() {
        List<Figure> figures = run.common();
        List<Arrival> succeeded = run.ledger().accepted().filter(Arrival::hasSucceeded).toList();
        long pictures =
                succeeded.stream()
                        .flatMap(a -> a.end().flatMap(Arrival.End::sha256).stream())
                        .distinct()
                        .count();
        List<String> runs =
                succeeded.stream()
                        .limit(MOST_MANIFESTS)
                        .flatMap(a -> a.job().flatMap(run::manifest).stream())
                        .flatMap(m -> madeIn(m).stream())
                        .toList();
        double made = (double) runs.stream().distinct().count();
        figures.add(Figure.atMost("different outputs of equal requests", (double) pictures, "", 1));
        figures.add(Figure.of("runs that made the outputs", made, "jobs"));
        figures.add(Figure.of("jobs that each run served", runs.size() / made, "jobs"));
        figures.add(
                Figure.atMost(
                        "runs by jobs that succeeded",
                        made / runs.size(),
                        "",
                        settings.runShare()));
        run.tell(figures);
        run.close();
    }

    /** The key of an output tells which job it was made in, and how often. */
    private static Optional<String> madeIn(JsonNode manifest) {
        return Optional.ofNullable(manifest.at("/outputs/0/key").textValue());
    }
}
