package io.kuotu.chaos.ledger;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.chaos.ledger.Evidence.Growth;
import io.kuotu.chaos.ledger.Evidence.OutputCheck;
import io.kuotu.chaos.load.Journal;
import io.kuotu.chaos.load.Journal.Acceptance;
import io.kuotu.chaos.load.Receiver.Call;
import io.kuotu.chaos.topic.EventLog.End;
import io.kuotu.common.wire.JsonCodec;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The account of a run: what was done to the cluster, what was promised meanwhile, what came of it.
 *
 * @param figures by name, in the order of the table
 * @param growth of whatever must not grow without bound
 * @param violations of promises; none: all were kept
 */
public record Ledger(Map<String, Object> figures, List<Growth> growth, List<Violation> violations) {
    /**
     * What is known beside the evidence.
     *
     * @param title what was run, in words
     * @param faults that were done, by kind
     */
    public record Run(String title, Map<String, Integer> faults, double seconds) {}

    /** Counts. */
    public static Ledger of(Run run, Journal journal, Evidence evidence) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("run", run.title());
        figures.put("seconds", Math.round(run.seconds()));
        faults(figures, run.faults());
        jobs(figures, journal, evidence);
        outputs(figures, evidence);
        webhooks(figures, evidence);
        figures.put("watchers", evidence.watched().size());
        figures.put(
                "watchers who saw one end",
                count(evidence.watched(), w -> w.complete() && w.ends().size() == 1));
        figures.put("begun by workers", evidence.log().begun());
        figures.put("handed back by workers", evidence.log().requeued());
        figures.put(
                "most attempts at a job",
                evidence.log().attempts().values().stream()
                        .mapToInt(Integer::intValue)
                        .max()
                        .orElse(0));
        figures.put(
                "attempts beside the first",
                evidence.log().attempts().values().stream().mapToInt(n -> n - 1).sum());
        evidence.unfinished().forEach((topic, n) -> figures.put("leases left in " + topic, n));
        figures.put("longest time without an event, s", evidence.log().longestGapMs() / 1000.0);
        figures.put(
                "processes that ended by themselves, serving / starting",
                count(evidence.deaths(), d -> d.wasReady())
                        + " / "
                        + count(evidence.deaths(), d -> !d.wasReady()));
        return new Ledger(figures, evidence.growth(), Checker.check(evidence));
    }

    private static void faults(Map<String, Object> figures, Map<String, Integer> faults) {
        figures.put("faults", faults.values().stream().mapToInt(Integer::intValue).sum());
        figures.put(
                "of these kills (SIGKILL)",
                faults.entrySet().stream()
                        .filter(e -> e.getKey().startsWith("kill "))
                        .mapToInt(Map.Entry::getValue)
                        .sum());
        new TreeMap<>(faults).forEach((kind, n) -> figures.put("- " + kind, n));
    }

    private static void jobs(Map<String, Object> figures, Journal journal, Evidence evidence) {
        Set<String> jobs = evidence.acceptances().stream().map(Acceptance::job).collect(toSet());
        figures.put("orders", journal.orders());
        figures.put("orders that nobody answered", journal.unansweredOrders());
        figures.put("orders refused", journal.refusals());
        figures.put("jobs accepted", jobs.size());
        figures.put(
                "acceptances of a job told before", evidence.acceptances().size() - jobs.size());
        Map<String, Integer> byState = new TreeMap<>();
        Map<String, Integer> byReason = new TreeMap<>();
        int again = 0;
        int twice = 0;
        for (String job : jobs) {
            List<End> ends = evidence.log().ends().getOrDefault(job, List.of());
            byState.merge(ends.isEmpty() ? "none" : ends.getFirst().state(), 1, Integer::sum);
            again += Math.max(0, ends.size() - 1);
            twice += new HashSet<>(ends).size() > 1 ? 1 : 0;
            evidence.answers().getOrDefault(job, List.of()).stream()
                    .flatMap(a -> a.error().stream())
                    .findFirst()
                    .ifPresent(code -> byReason.merge(code, 1, Integer::sum));
        }
        figures.put("ended, by state", byState);
        figures.put("failures, by reason", byReason);
        figures.put("jobs lost", violations(evidence, "lost"));
        figures.put("jobs that ended twice", twice);
        figures.put("ends that were told again", again);
    }

    private static long violations(Evidence evidence, String promise) {
        return count(Checker.check(evidence), v -> v.promise().equals(promise));
    }

    private static void outputs(Map<String, Object> figures, Evidence evidence) {
        figures.put("outputs checked", evidence.outputs().size());
        figures.put("spoiled on purpose", evidence.spoiled().outputs().size());
        figures.put(
                "found wrong",
                count(evidence.outputs(), (OutputCheck o) -> o.problem().isPresent()));
        figures.put("sources spoiled on purpose", evidence.spoiled().jobs().size());
    }

    private static void webhooks(Map<String, Object> figures, Evidence evidence) {
        Set<String> owed =
                evidence.acceptances().stream()
                        .filter(Acceptance::calledBack)
                        .map(Acceptance::job)
                        .collect(toSet());
        List<Call> taken = evidence.calls().stream().filter(Call::taken).toList();
        Set<String> arrived = taken.stream().map(Call::job).collect(toSet());
        Set<String> ids = taken.stream().map(Call::id).collect(toSet());
        figures.put("webhooks owed", owed.size());
        figures.put("webhooks arrived", count(owed, arrived::contains));
        figures.put("webhooks that came again", taken.size() - ids.size());
    }

    private static <T> long count(Collection<T> of, Predicate<? super T> which) {
        return of.stream().filter(which).count();
    }

    public boolean holds() {
        return violations.isEmpty();
    }

    /** For people. */
    public String table() {
        StringBuilder table = new StringBuilder();
        figures.forEach((name, value) -> table.append("%-56s %s%n".formatted(name, value)));
        table.append(
                "%n%-20s %-22s %10s %10s %10s%n"
                        .formatted("growth", "", "before", "after", "bound"));
        for (Growth g : growth) {
            table.append(
                    "%-20s %-22s %10d %10d %10d%s%n"
                            .formatted(
                                    g.who(),
                                    g.what(),
                                    g.before(),
                                    g.after(),
                                    g.bound(),
                                    g.isWithin() ? "" : "  <- over"));
        }
        table.append(
                holds() ? "%nall promises were kept%n".formatted() : "%nNOT KEPT:%n".formatted());
        violations.forEach(violation -> table.append("  ").append(violation).append('\n'));
        return table.toString();
    }

    /** For programs. */
    public JsonNode json() {
        ObjectNode json = JsonCodec.mapper().createObjectNode();
        json.set("figures", JsonCodec.mapper().valueToTree(figures));
        json.set("growth", JsonCodec.mapper().valueToTree(growth));
        json.set("violations", JsonCodec.mapper().valueToTree(violations));
        return json.put("holds", holds());
    }
}
