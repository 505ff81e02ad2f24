package io.kuotu.load;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** A run over its seconds, in windows. */
final class Course {
    static final List<String> TIERS = List.of("interactive", "standard", "bulk");
    private static final double WINDOW = 5;

    private final List<Arrival> arrivals;
    private final List<Sampler.Sample> samples;

    Course(Collection<Arrival> arrivals, Collection<Sampler.Sample> samples) {
        this.arrivals = List.copyOf(arrivals);
        this.samples = List.copyOf(samples);
    }

    /** Of waits of jobs whose requests went out between two seconds; s. */
    double wait(double share, double from, double to, Predicate<Arrival> which) {
        return Numbers.percentile(
                waited(from, to, which).mapToDouble(a -> a.waited().orElse(Double.NaN)), share);
    }

    private Stream<Arrival> waited(double from, double to, Predicate<Arrival> which) {
        return arrivals.stream()
                .filter(Arrival::isAccepted)
                .filter(which)
                .filter(a -> a.sent() >= from && a.sent() < to);
    }

    /**
     * Seconds from a moment on until the 95th percentile of waits, over all tiers, is below a bound
     * and stays there; NaN where it does not.
     *
     * @param from second of the run
     * @param bound s
     */
    double calmAfter(double from, double bound) {
        double last = arrivals.stream().mapToDouble(Arrival::sent).max().orElse(from);
        double calm = Double.NaN;
        for (double at = from; at < last; at += WINDOW) {
            double wait = wait(0.95, at, at + WINDOW, _ -> true);
            boolean isCalm = Double.isNaN(wait) || wait <= bound; // nobody was accepted: no wait
            if (!isCalm) {
                calm = Double.NaN;
            } else if (Double.isNaN(calm) && !Double.isNaN(wait)) {
                calm = at - from;
            }
        }
        return calm;
    }

    List<Plot> plots() {
        List<Plot> plots = new ArrayList<>();
        plots.add(
                new Plot(
                        "Arrivals by answer, in each second",
                        "/s",
                        List.of(
                                rates("accepted", Arrival::isAccepted),
                                rates("refused", Arrival::isRefused),
                                rates("neither", Arrival::isBroken))));
        plots.add(new Plot("Wait until a worker begins, 95th percentile", "s", waits()));
        plots.add(new Plot("Answer to the request, 99th percentile", "ms", List.of(answers())));
        plots.add(
                new Plot(
                        "Jobs",
                        "",
                        List.of(
                                sampled("queued", Sampler.Sample::queued),
                                sampled("with workers", Sampler.Sample::running))));
        if (samples.stream().anyMatch(s -> s.process().isPresent())) {
            plots.add(process("Resident memory", "MB", ProcessSize::residentMb));
            plots.add(process("Threads", "", ProcessSize::threads));
            plots.add(process("Open files", "", ProcessSize::files));
        }
        return plots;
    }

    private Plot process(String title, String unit, ToDoubleFunction<ProcessSize> of) {
        return new Plot(
                title,
                unit,
                List.of(
                        sampled(
                                "cluster",
                                s -> s.process().map(of::applyAsDouble).orElse(Double.NaN))));
    }

    private Plot.Line sampled(String name, ToDoubleFunction<Sampler.Sample> of) {
        return new Plot.Line(
                name,
                samples.stream()
                        .map(s -> new Plot.Point(s.second(), of.applyAsDouble(s)))
                        .toList());
    }

    private double length() {
        return arrivals.stream().mapToDouble(Arrival::sent).max().orElse(0) + 1;
    }

    private Plot.Line rates(String name, Predicate<Arrival> which) {
        List<Plot.Point> points = new ArrayList<>();
        for (double at = 0; at < length(); at++) {
            double from = at;
            long count =
                    arrivals.stream()
                            .filter(which)
                            .filter(a -> a.sent() >= from && a.sent() < from + 1)
                            .count();
            points.add(new Plot.Point(at, (double) count));
        }
        return new Plot.Line(name, points);
    }

    private List<Plot.Line> waits() {
        List<Plot.Line> lines = new ArrayList<>();
        for (String tier : TIERS) {
            List<Plot.Point> points = new ArrayList<>();
            for (double at = 0; at < length(); at += WINDOW) {
                points.add(
                        new Plot.Point(
                                at, wait(0.95, at, at + WINDOW, a -> a.tier().equals(tier))));
            }
            lines.add(new Plot.Line(tier, points));
        }
        return lines;
    }

    private Plot.Line answers() {
        List<Plot.Point> points = new ArrayList<>();
        for (double at = 0; at < length(); at += WINDOW) {
            double from = at;
            double ms =
                    Numbers.percentile(
                            arrivals.stream()
                                    .filter(a -> a.sent() >= from && a.sent() < from + WINDOW)
                                    .mapToDouble(Arrival::answerMs),
                            0.99);
            points.add(new Plot.Point(at, ms));
        }
        return new Plot.Line(String.format(Locale.ROOT, "in %.0f s", WINDOW), points);
    }
}
