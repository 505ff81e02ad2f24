package io.kuotu.load;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Lines over the seconds of a run, as SVG.
 *
 * @param title above it
 * @param unit of the values
 * @param lines each a colour
 */
record Plot(String title, String unit, List<Line> lines) {
    private static final List<String> COLOURS =
            List.of("#1f5fbf", "#c0392b", "#2e8b57", "#8e44ad", "#b8860b", "#555555");
    private static final int WIDTH = 860;
    private static final int HEIGHT = 260;
    private static final int LEFT = 60;
    private static final int TOP = 30;
    private static final int RIGHT = 150;
    private static final int BOTTOM = 30;

    /** A value at a second of the run. */
    record Point(double second, double value) {}

    /** Points in order of time. */
    record Line(String name, List<Point> points) {}

    String svg() {
        double seconds = Math.max(1, most(true));
        double value = Math.max(1e-9, most(false));
        StringBuilder svg =
                new StringBuilder(
                        String.format(
                                Locale.ROOT,
                                "<svg viewBox=\"0 0 %d %d\" width=\"%d\" role=\"img\">%n",
                                WIDTH,
                                HEIGHT,
                                WIDTH));
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%d\" y=\"18\" class=\"t\">%s</text>%n",
                        LEFT,
                        Html.text(title)));
        for (int i = 0; i <= 4; i++) {
            axis(svg, i / 4.0, seconds, value);
        }
        for (int i = 0; i < lines.size(); i++) {
            line(svg, lines.get(i), i, seconds, value);
        }
        return svg.append("</svg>\n").toString();
    }

    private double most(boolean time) {
        return lines.stream()
                .flatMap(l -> l.points().stream())
                .mapToDouble(p -> time ? p.second() : p.value())
                .filter(v -> !Double.isNaN(v))
                .max()
                .orElse(0);
    }

    private void axis(StringBuilder svg, double share, double seconds, double value) {
        double y = y(share * value, value);
        double x = x(share * seconds, seconds);
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" class=\"g\"/>"
                                + "<text x=\"%d\" y=\"%.1f\" class=\"n\">%s %s</text>%n",
                        LEFT,
                        y,
                        WIDTH - RIGHT,
                        y,
                        2,
                        y + 4,
                        Figure.plain(share * value),
                        Html.text(unit)));
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%.1f\" y=\"%d\" class=\"n\">%.0f s</text>%n",
                        x,
                        HEIGHT - 8,
                        share * seconds));
    }

    private void line(StringBuilder svg, Line line, int index, double seconds, double value) {
        String colour = COLOURS.get(index % COLOURS.size());
        String path =
                line.points().stream()
                        .filter(p -> !Double.isNaN(p.value()))
                        .map(
                                p ->
                                        String.format(
                                                Locale.ROOT,
                                                "%.1f,%.1f",
                                                x(p.second(), seconds),
                                                y(p.value(), value)))
                        .collect(Collectors.joining(" "));
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>"
                                + "<text x=\"%d\" y=\"%d\" class=\"n\" fill=\"%s\">%s</text>%n",
                        path,
                        colour,
                        WIDTH - RIGHT + 8,
                        TOP + 14 + 16 * index,
                        colour,
                        Html.text(line.name())));
    }

    private static double x(double second, double seconds) {
        return LEFT + (WIDTH - LEFT - RIGHT) * second / seconds;
    }

    private static double y(double value, double most) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / most;
    }
}
