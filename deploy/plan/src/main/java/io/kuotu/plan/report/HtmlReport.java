package io.kuotu.plan.report;

import io.kuotu.common.job.Tier;
import io.kuotu.plan.outcome.Moment;
import io.kuotu.plan.outcome.Outcome;
import io.kuotu.plan.outcome.TierOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** An outcome as one page of HTML with its course as inline SVG; it loads nothing. */
@SuppressWarnings({
    "EnumOrdinal",
    "AnnotateFormatMethod"
}) // moments list by tier; forms are constants
public final class HtmlReport {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 160;
    private static final List<String> COLOURS = List.of("#c0392b", "#2471a3", "#1e8449", "#7d3c98");

    private record Line(String name, ToDoubleFunction<Moment> value) {}

    private HtmlReport() {}

    /** A whole page. */
    public static String of(Outcome outcome) {
        List<Line> waiting = new ArrayList<>();
        for (TierOutcome tier : outcome.tiers()) {
            int i = tier.tier().ordinal();
            waiting.add(new Line(Tier.values()[i].label(), m -> m.waiting().get(i)));
        }
        List<Moment> course = outcome.course();
        return """
        <!doctype html>
        <html lang="en"><meta charset="utf-8"><title>%s</title>
        <style>body{font:14px sans-serif;margin:2em;max-width:1000px} pre{font-size:12px;overflow:auto}</style>
        <h1>%s</h1>
        <pre>%s</pre>
        %s
        %s
        %s
        """
                .formatted(
                        escaped(outcome.scenario().name()),
                        escaped(outcome.scenario().name()),
                        escaped(String.join("\n", TextReport.lines(outcome))),
                        chart(
                                "jobs in a second",
                                course,
                                List.of(new Line("arrivals", Moment::arrivals))),
                        chart("jobs that wait", course, waiting),
                        chart(
                                "workers",
                                course,
                                List.of(
                                        new Line("serving", Moment::serving),
                                        new Line("paid", Moment::paid))));
    }

    private static String chart(String title, List<Moment> course, List<Line> lines) {
        double highest =
                lines.stream()
                        .flatMapToDouble(l -> course.stream().mapToDouble(l.value()))
                        .max()
                        .orElse(0);
        double end = Math.max(1e-9, course.getLast().s());
        StringBuilder svg = new StringBuilder();
        svg.append(
                form(
                        "<h2>%s</h2><svg viewBox=\"0 0 %d %d\" width=\"%d\" role=\"img\">",
                        escaped(title), WIDTH, HEIGHT + 40, WIDTH));
        svg.append(axes(highest, end));
        for (int i = 0; i < lines.size(); i++) {
            String colour = COLOURS.get(i % COLOURS.size());
            svg.append(curve(course, lines.get(i), highest, end, colour));
            svg.append(
                    form(
                            "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>",
                            60 + 120 * i, HEIGHT + 36, colour, escaped(lines.get(i).name())));
        }
        return svg.append("</svg>").toString();
    }

    private static String axes(double highest, double end) {
        return form(
                "<path d=\"M50 0V%d H%d\" fill=\"none\" stroke=\"#888\"/>"
                        + "<text x=\"0\" y=\"12\">%.4g</text><text x=\"0\" y=\"%d\">0</text>"
                        + "<text x=\"%d\" y=\"%d\">%.0f s</text>",
                HEIGHT, WIDTH, highest, HEIGHT, WIDTH - 60, HEIGHT + 16, end);
    }

    private static String curve(
            List<Moment> course, Line line, double highest, double end, String colour) {
        String points =
                course.stream()
                        .map(m -> point(m.s() / end, line.value().applyAsDouble(m), highest))
                        .collect(Collectors.joining(" "));
        return form("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\"/>", points, colour);
    }

    private static String point(double along, double value, double highest) {
        double up = highest == 0 ? 0 : value / highest;
        return form("%.1f,%.1f", 50 + along * (WIDTH - 50), HEIGHT * (1 - up));
    }

    private static String form(String form, Object... values) {
        return String.format(Locale.ROOT, form, values);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
