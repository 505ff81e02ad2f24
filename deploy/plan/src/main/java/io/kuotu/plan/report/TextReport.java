package io.kuotu.plan.report;

import io.kuotu.common.job.Tier;
import io.kuotu.plan.outcome.Moment;
import io.kuotu.plan.outcome.Outcome;
import io.kuotu.plan.outcome.TierOutcome;
import io.kuotu.plan.outcome.Times;
import io.kuotu.plan.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** An outcome as lines of text. */
@SuppressWarnings({
    "EnumOrdinal",
    "AnnotateFormatMethod"
}) // moments list by tier; forms are constants
public final class TextReport {
    private static final String BARS = " ▁▂▃▄▅▆▇█";
    private static final int COLUMNS = 80;

    private TextReport() {}

    /** All of it. */
    public static List<String> lines(Outcome outcome) {
        List<String> lines = new ArrayList<>();
        lines.add(title(outcome));
        lines.add(
                line(
                        "%-12s %8s %25s %33s %9s  %s",
                        "tier",
                        "jobs",
                        "waited p50/p95/p99, s",
                        "in all p50/p95/p99/max, s",
                        "queue",
                        "promise"));
        outcome.tiers().forEach(tier -> lines.add(tier(tier)));
        lines.add(use(outcome));
        lines.addAll(course(outcome));
        return lines;
    }

    private static String title(Outcome outcome) {
        Scenario scenario = outcome.scenario();
        return line(
                "%s: %d workers of %d devices at the begin, %d jobs in %.0f s; times of: %s%s",
                scenario.name(),
                scenario.fleet().workers(),
                scenario.fleet().devices(),
                outcome.jobs(),
                scenario.durationS(),
                outcome.device(),
                scenario.speed() == 1
                        ? ""
                        : line(", HYPOTHETICAL: %s times faster than measured", scenario.speed()));
    }

    private static String tier(TierOutcome tier) {
        Times waited = tier.waited();
        Times total = tier.total();
        return line(
                "%-12s %8d %7.2f / %6.2f / %6.2f %7.2f / %6.2f / %6.2f / %6.2f %9d  %s",
                tier.tier().label(),
                total.count(),
                waited.p50(),
                waited.p95(),
                waited.p99(),
                total.p50(),
                total.p95(),
                total.p99(),
                total.max(),
                tier.mostWaiting(),
                tier.promise().map(TextReport::promise).orElse("none"));
    }

    private static String promise(TierOutcome.Promise promise) {
        String late =
                promise.lateS() == 0
                        ? ""
                        : line("; late ones until %.0f s after the begin of it", promise.lateS());
        return line(
                "p%s %.2f of %.2f s: %s%s",
                number(promise.percentile()),
                promise.tookS(),
                promise.withinS(),
                promise.isKept() ? "kept" : "NOT KEPT",
                late);
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private static String use(Outcome outcome) {
        return line(
                "devices busy %.3f, step batches of %.2f (%.2f full); %.2f worker hours, most %d at"
                        + " once, price %.2f, %.3f a thousand jobs; %d events, %d batches in %.2f s"
                        + " (%.2f of a processor)",
                outcome.use().busy(),
                outcome.use().meanBatch(),
                outcome.use().fill(),
                outcome.bill().workerHours(),
                outcome.bill().mostWorkers(),
                outcome.bill().price(),
                outcome.bill().perThousandJobs(),
                outcome.effort().events(),
                outcome.effort().turns(),
                outcome.effort().wallS(),
                outcome.effort().processorS());
    }

    /** Over time, each line from 0 to its own highest. */
    private static List<String> course(Outcome outcome) {
        List<String> lines = new ArrayList<>();
        List<Moment> course = outcome.course();
        lines.add(plot("jobs/s", course, Moment::arrivals));
        for (TierOutcome tier : outcome.tiers()) {
            int i = tier.tier().ordinal();
            lines.add(plot("waiting " + Tier.values()[i].label(), course, m -> m.waiting().get(i)));
        }
        lines.add(plot("serving", course, Moment::serving));
        lines.add(line("%-24s 0 to %.0f s", "", course.getLast().s()));
        return lines;
    }

    private static String plot(String name, List<Moment> course, ToDoubleFunction<Moment> value) {
        double highest = course.stream().mapToDouble(value).max().orElse(0);
        StringBuilder bars = new StringBuilder();
        int columns = Math.min(COLUMNS, course.size());
        for (int column = 0; column < columns; column++) {
            int from = column * course.size() / columns;
            int to = (column + 1) * course.size() / columns;
            double most = course.subList(from, to).stream().mapToDouble(value).max().orElse(0);
            int bar = highest == 0 ? 0 : (int) Math.ceil(most / highest * (BARS.length() - 1));
            bars.append(BARS.charAt(bar));
        }
        return line("%-24s |%s| most %.5g", name, bars, highest);
    }

    static String line(String form, Object... values) {
        return String.format(Locale.ROOT, form, values);
    }
}
