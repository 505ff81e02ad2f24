package io.kuotu.cli.bench.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.kuotu.cli.bench.Figure;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * How many submissions a second each contender takes, in turns: one under load, the others idle,
 * several rounds; then each at half of its own rate.
 */
final class AcceptContest {
    static final String FLOOR = "floor";
    static final String OURS = "kuotu";
    static final String KEYED = "kuotu, each with an Idempotency-Key";
    static final String CELERY = "FastAPI + Celery + Redis";

    private static final double GOAL_OF_FLOOR = 0.6;
    private static final double GOAL_OF_CELERY = 10;

    /**
     * @param connections of the generator
     * @param warmUp of each contender, under full load
     * @param stretch of each measurement
     * @param rounds of measurements
     */
    record Plan(int connections, Duration warmUp, Duration stretch, int rounds) {}

    /**
     * One under load.
     *
     * @param program whose processor time counts
     * @param port it listens on
     * @param post what it is sent
     */
    record Contender(String name, Program program, int port, Post post) {}

    private final Plan plan;
    private final Program backbone;
    private final PrintWriter out;
    private final Map<String, Tally> tallies = new LinkedHashMap<>();

    /**
     * What was measured of one.
     *
     * @param full by round
     * @param backboneMicros of the broker and the store for one answer, µs, by round
     * @param half one stretch at half of the rate
     */
    private record Tally(List<Load> full, List<Double> backboneMicros, List<Load> half) {
        double median(ToDoubleFunction<Load> of) {
            return AcceptContest.median(full.stream().map(of::applyAsDouble).toList());
        }
    }

    AcceptContest(Plan plan, Program backbone, PrintWriter out) {
        this.plan = plan;
        this.backbone = backbone;
        this.out = out;
    }

    /**
     * A request for an expansion of this image; without a seed, with which all would be one run.
     */
    static Post post(String image, boolean keyed) {
        return Post.of(
                "/v1/expansions",
                "Authorization: Bearer "
                        + World.KEY
                        + "\r\n"
                        + (keyed ? "Idempotency-Key: bench-" + Post.NUMBER + "\r\n" : ""),
                "{\"image\":\""
                        + image
                        + "\",\"aspect_ratio\":\"21:9\",\"steps\":20,\"format\":\"png\",\"tier\":\"standard\","
                        + "\"deadline\":600,\"metadata\":{\"order\":\"A-1893-2231\"}}");
    }

    List<Figure> run(List<Contender> contenders) throws IOException {
        for (Contender contender : contenders) {
            load(contender, plan.warmUp(), Optional.empty());
            tallies.put(
                    contender.name(),
                    new Tally(new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
        }
        for (int round = 0; round < plan.rounds(); round++) {
            for (Contender contender : contenders) {
                full(contender, tally(contender.name()));
            }
        }
        for (Contender contender : contenders) {
            Tally tally = tally(contender.name());
            double rate = tally.median(Load::perSecond) / 2;
            Load load = load(contender, plan.stretch(), Optional.of(rate));
            tally.half().add(load);
            tell(contender.name(), "half", load);
        }
        List<Figure> figures = new ArrayList<>();
        contenders.forEach(c -> figures.addAll(figures(c.name(), tally(c.name()))));
        figures.addAll(ratios());
        return figures;
    }

    private void full(Contender contender, Tally tally) throws IOException {
        double before = backbone.cpuSeconds();
        Load load = load(contender, plan.stretch(), Optional.empty());
        tally.full().add(load);
        tally.backboneMicros().add(1e6 * (backbone.cpuSeconds() - before) / load.answers());
        tell(contender.name(), "full", load);
    }

    private Tally tally(String name) {
        return requireNonNull(tallies.get(name), name);
    }

    private Load load(Contender contender, Duration length, Optional<Double> perSecond)
            throws IOException {
        try (Generator generator =
                new Generator(contender.port(), plan.connections(), contender.post())) {
            double before = contender.program().cpuSeconds();
            Load load =
                    perSecond.isEmpty()
                            ? generator.closed(length)
                            : generator.open(perSecond.get(), length, new Random(1));
            double spent = contender.program().cpuSeconds() - before;
            return load.withCpu(spent);
        }
    }

    private void tell(String name, String what, Load load) {
        out.printf(
                "%-36s %s load: %6.0f/s, p50 %5.1f ms, p99 %5.1f ms; processor %3.0f us each, the"
                        + " generator %2.0f us%n",
                name,
                what,
                load.perSecond(),
                load.percentile(0.5),
                load.percentile(0.99),
                load.cpuMicros(),
                load.generatorMicros());
        out.flush();
    }

    private static List<Figure> figures(String name, Tally tally) {
        double[] rates = tally.full().stream().mapToDouble(Load::perSecond).sorted().toArray();
        Load half = tally.half().getFirst();
        return List.of(
                Figure.of(name + ": accepts", tally.median(Load::perSecond), "1/s"),
                Figure.of(name + ": accepts, slowest round", rates[0], "1/s"),
                Figure.of(name + ": accepts, fastest round", rates[rates.length - 1], "1/s"),
                Figure.of(
                        name + ": its processor time for one", tally.median(Load::cpuMicros), "us"),
                Figure.of(name + ": the broker's for one", median(tally.backboneMicros()), "us"),
                Figure.of(
                        name + ": the generator's for one",
                        tally.median(Load::generatorMicros),
                        "us"),
                Figure.of(name + ": p50 at half of its rate", half.percentile(0.5), "ms"),
                Figure.of(name + ": p99 at half of its rate", half.percentile(0.99), "ms"));
    }

    private List<Figure> ratios() {
        List<Figure> figures = new ArrayList<>();
        ratio(OURS, FLOOR)
                .ifPresent(
                        r ->
                                figures.add(
                                        Figure.atLeast(
                                                "kuotu, share of the floor",
                                                r,
                                                "",
                                                GOAL_OF_FLOOR)));
        ratio(KEYED, FLOOR)
                .ifPresent(
                        r -> figures.add(Figure.of("kuotu with keys, share of the floor", r, "")));
        ratio(OURS, CELERY)
                .ifPresent(
                        r ->
                                figures.add(
                                        Figure.atLeast(
                                                "kuotu, times FastAPI + Celery + Redis",
                                                r,
                                                "",
                                                GOAL_OF_CELERY)));
        return figures;
    }

    /** Of the rounds' ratios the median: both of a round ran within seconds. */
    private Optional<Double> ratio(String one, String other) {
        if (!tallies.containsKey(one) || !tallies.containsKey(other)) {
            return Optional.empty();
        }
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < plan.rounds(); round++) {
            ratios.add(
                    tally(one).full().get(round).perSecond()
                            / tally(other).full().get(round).perSecond());
        }
        return Optional.of(median(ratios));
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(Double.NaN);
    }

    /** Records per second of the floor's producer alone. */
    static double bareProducer(int floorPort) throws IOException {
        return Double.parseDouble(
                new String(
                        URI.create("http://127.0.0.1:" + floorPort + "/produce")
                                .toURL()
                                .openStream()
                                .readAllBytes(),
                        UTF_8));
    }
}
