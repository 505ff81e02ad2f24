package io.kuotu.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.client.ModelInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What runs beside Gatling: hears ends, samples, and says at the end what was found. */
final class Run implements AutoCloseable {
    private static final String SIMULATED = "SIMULATED";

    private final String scenario;
    private final LoadSettings.Load settings;
    private final KuotuClient client;
    private final Ledger ledger = new Ledger(System::nanoTime);
    private final Ends ends;
    private final Sampler sampler;
    private final List<String> marks;

    /**
     * @param scenario by name
     * @param settings of the run
     */
    Run(String scenario, LoadSettings.Load settings) {
        this.scenario = scenario;
        this.settings = settings;
        this.client = new KuotuClient(settings.server(), settings.key());
        this.marks = marks(client);
        this.ends = new Ends(ledger, client);
        this.sampler = new Sampler(ledger, client, settings.pid());
    }

    private static List<String> marks(KuotuClient client) {
        try {
            List<ModelInfo> models = client.models();
            String versions =
                    models.stream()
                            .map(m -> m.name() + " " + m.version())
                            .collect(Collectors.joining(", "));
            return versions.contains(SIMULATED)
                    ? List.of(
                            SIMULATED
                                    + " devices: no picture was made, the work on them took the"
                                    + " time of a measured profile ("
                                    + versions
                                    + ")")
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("the cluster does not say which models it has", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    Ledger ledger() {
        return ledger;
    }

    Ends ends() {
        return ends;
    }

    KuotuClient client() {
        return client;
    }

    Course course() {
        return new Course(ledger.all(), sampler.samples());
    }

    List<Sampler.Sample> samples() {
        return sampler.samples();
    }

    /** Figures that every scenario has; waits for the ends of all accepted jobs first. */
    List<Figure> common() {
        try {
            int lost = ends.await(settings.endWithin().plus(settings.settleWithin()));
            List<Arrival> all = ledger.all();
            List<Figure> figures = new ArrayList<>();
            figures.add(Figure.of("arrivals", all.size(), "jobs"));
            figures.add(count("... accepted", all.stream().filter(Arrival::isAccepted).count()));
            figures.add(count("... refused", all.stream().filter(Arrival::isRefused).count()));
            figures.add(
                    none(
                            "... refused without Retry-After",
                            all.stream().filter(Arrival::isRefusedWithoutRetryAfter).count()));
            figures.add(
                    none(
                            "... neither accepted nor told to come later",
                            all.stream().filter(Arrival::isBroken).count()));
            figures.add(
                    count(
                            "accepted that succeeded",
                            all.stream().filter(Arrival::hasSucceeded).count()));
            figures.add(none("accepted without an end: lost", lost));
            figures.add(
                    Figure.atMost(
                            "accept: request to answer, p99",
                            Numbers.percentile(
                                    all.stream()
                                            .filter(Arrival::isAccepted)
                                            .mapToDouble(Arrival::answerMs),
                                    0.99),
                            "ms",
                            (double) settings.acceptWithin().toMillis()));
            return figures;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static Figure count(String name, long value) {
        return Figure.of(name, (double) value, "jobs");
    }

    private static Figure none(String name, long value) {
        return Figure.atMost(name, (double) value, "jobs", 0);
    }

    /** Prints the verdict and writes it where it was asked for, with plots. */
    Verdict tell(List<Figure> figures) {
        Verdict verdict = new Verdict(scenario, machine(), figures);
        try {
            Path folder = Files.createDirectories(settings.out());
            Html.write(folder.resolve(scenario + ".html"), verdict, marks, course().plots());
            verdict.write(settings.json().orElse(folder.resolve(scenario + ".json")));
            Files.writeString(
                    folder.resolve(scenario + ".holds"), Boolean.toString(verdict.holds()));
            marks.forEach(System.out::println);
            verdict.print(System.out);
            System.out.println("plots: " + folder.resolve(scenario + ".html").toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return verdict;
    }

    private String machine() {
        return Machine.words()
                + ", cluster "
                + (settings.pid().isPresent() ? "on the same machine" : settings.server())
                + (marks.isEmpty() ? "" : ", " + SIMULATED + " devices");
    }

    /** Of a job that has ended. */
    Optional<JsonNode> manifest(String job) {
        try {
            return Optional.of(client.manifest(job));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        sampler.close();
        ends.close();
        client.close();
    }
}
