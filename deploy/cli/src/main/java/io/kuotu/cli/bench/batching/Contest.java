package io.kuotu.cli.bench.batching;

import io.kuotu.cli.bench.Figure;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The same arrivals to one contender after another, at each load. Loads are shares of what the
 * first of them, Kuotu, makes when everything is there at the beginning.
 */
final class Contest {
    static final String REQUESTS = "a request at a time";
    static final String WHOLE = "a batch at a time, whole";
    static final String SHRINKING = "a batch at a time, shrinking";

    private static final double SERVED_AT = 0.98;

    /** What MLPerf's server scenario bounds: here a multiple of the longest job's time alone. */
    private static final double LONGEST_ALONE_TIMES = 10;

    private final Traffic traffic;
    private final int jobs;
    private final List<Integer> loads;
    private final PrintWriter out;
    private final Map<String, List<Double>> p95s = new LinkedHashMap<>();
    private final List<Figure> figures = new ArrayList<>();

    Contest(Traffic traffic, int jobs, List<Integer> loads, PrintWriter out) {
        this.traffic = traffic;
        this.jobs = jobs;
        this.loads = loads;
        this.out = out;
    }

    /** Seconds, by contender, one for each load. */
    Map<String, List<Double>> p95s() {
        return p95s;
    }

    List<Figure> run(StepBatching ours, List<Contender> others) throws InterruptedException {
        List<Contender> all = new ArrayList<>(List.of((Contender) ours));
        all.addAll(others);
        all.forEach(c -> p95s.put(c.name(), new ArrayList<>()));
        for (Contender contender : all) {
            Trial.run(contender, traffic.offline(Math.min(jobs, 12))); // warm
        }
        Map<String, Double> offline = new LinkedHashMap<>();
        for (Contender contender : all) {
            offline.put(contender.name(), offline(contender));
        }
        double capacity = offline.getOrDefault(ours.name(), Double.NaN);
        saturation(offline, capacity);
        for (int load : loads) {
            for (Contender contender : all) {
                at(load, contender, capacity);
            }
            halves(load, ours);
        }
        served(ours, capacity);
        return figures;
    }

    private double offline(Contender contender) throws InterruptedException {
        Trial trial = Trial.run(contender, traffic.offline(jobs));
        add(Figure.of("saturation: " + contender.name(), trial.perSecond(), "pic/s"));
        return trial.perSecond();
    }

    private void saturation(Map<String, Double> offline, double capacity) {
        offline.forEach(
                (name, rate) -> {
                    if (!name.equals(StepBatching.NAME)) {
                        add(
                                Figure.atLeast(
                                        "saturation: step batching by " + name,
                                        capacity / rate,
                                        "x",
                                        1));
                    }
                });
    }

    private void at(int load, Contender contender, double capacity) throws InterruptedException {
        Trial trial = Trial.run(contender, traffic.poisson(jobs, capacity * load / 100));
        String at = load + " %: " + contender.name() + ", ";
        for (int percent : new int[] {50, 95, 99}) {
            add(Figure.of(at + "p" + percent, trial.percentile(percent), "s"));
        }
        add(Figure.of(at + "pictures", trial.perSecond(), "pic/s"));
        if (!Double.isNaN(trial.busyShare())) {
            add(Figure.of(at + "device busy", trial.busyShare(), ""));
        }
        series(contender).add(trial.percentile(95));
    }

    private void halves(int load, Contender ours) {
        double mine = series(ours).getLast();
        p95s.forEach(
                (name, values) -> {
                    if (!name.equals(ours.name())) {
                        String figure = load + " %: p95 of step batching by " + name;
                        double ratio = mine / values.getLast();
                        boolean isGoal = load == 80 && !name.equals(REQUESTS);
                        add(
                                isGoal
                                        ? Figure.atMost(figure, ratio, "x", 0.5)
                                        : Figure.of(figure, ratio, "x"));
                    }
                });
    }

    /** As MLPerf's server scenario: Poisson arrivals at a rate that counts if a bound holds. */
    private void served(StepBatching ours, double capacity) throws InterruptedException {
        Trial alone =
                Trial.run(
                        ours,
                        List.of(new Arrival(0, traffic.sizes().getLast(), traffic.mostSteps(), 0)));
        double bound = LONGEST_ALONE_TIMES * alone.percentile(100);
        Trial trial = Trial.run(ours, traffic.poisson(jobs, SERVED_AT * capacity));
        add(
                Figure.atMost(
                        "served at 98 % of offline: p99 (goal: 10 x the longest alone)",
                        trial.percentile(99), "s", bound));
        add(Figure.of("served at 98 % of offline: pictures", trial.perSecond(), "pic/s"));
        add(Figure.of("the longest job alone", alone.percentile(100), "s"));
    }

    private List<Double> series(Contender contender) {
        return p95s.computeIfAbsent(contender.name(), _ -> new ArrayList<>());
    }

    private void add(Figure figure) {
        figures.add(figure);
        out.printf("%-70s %10.3f %s%n", figure.name(), figure.value(), figure.unit());
        out.flush();
    }
}
