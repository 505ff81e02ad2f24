package io.kuotu.cli.drift;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.cli.drift.Bias.Figure;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.worker.drift.LineChart;
import io.kuotu.worker.drift.LineChart.Line;
import io.kuotu.worker.drift.LineChart.Panel;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Biases of several bundles, to read, to compute with, and to look at. */
final class BiasReport {
    private static final List<Color> COLOURS =
            List.of(
                    new Color(0x20, 0x60, 0xB0),
                    new Color(0xE0, 0x8A, 0x00),
                    new Color(0x20, 0x90, 0x60),
                    new Color(0xC0, 0x30, 0x30));

    private final List<Bias> biases;

    BiasReport(List<Bias> biases) {
        this.biases = List.copyOf(biases);
    }

    void print(PrintWriter out) {
        for (Bias bias : biases) {
            out.println(bias.sentence());
            out.println("  figure      mean     95 %");
            bias.last()
                    .forEach(
                            (figure, estimate) ->
                                    out.printf(
                                            Locale.ROOT,
                                            "  %-10s %6.2f   %.2f to %.2f%n",
                                            figure.label(),
                                            estimate.mean(),
                                            estimate.low(),
                                            estimate.high()));
        }
        out.flush();
    }

    /** Of every frame; the sources' names are left to whoever ran it. */
    ArrayNode json() {
        ArrayNode all = JsonCodec.mapper().createArrayNode();
        for (Bias bias : biases) {
            ObjectNode json =
                    all.addObject()
                            .put("model", bias.model())
                            .put("pictures", bias.series().size())
                            .put("frames", bias.frames())
                            .put("sentence", bias.sentence());
            ArrayNode frames = json.putArray("series");
            for (int frame = 0; frame < bias.frames(); frame++) {
                figures(bias, frame, frames.addObject().put("frame", frame));
            }
        }
        return all;
    }

    private static void figures(Bias bias, int frame, ObjectNode json) {
        for (Figure figure : Figure.values()) {
            Estimate estimate = bias.at(frame, figure);
            if (!Double.isNaN(estimate.mean())) {
                json.putObject(figure.label())
                        .put("mean", estimate.mean())
                        .put("low", estimate.low())
                        .put("high", estimate.high());
            }
        }
    }

    /** With bands of 95 % confidence. */
    BufferedImage plot() {
        return LineChart.draw(
                "drift of " + biases.getFirst().series().size() + " pictures, mean and 95%",
                List.of(
                        panel("warmer + (b*)", Figure.YELLOW),
                        panel("redder + (a*)", Figure.RED),
                        panel("lighter + (L*)", Figure.LIGHTNESS),
                        panel("more saturated + (C*)", Figure.CHROMA),
                        panel("mean delta E 2000 from the source", Figure.DELTA_E),
                        panel("edges shared with the source", Figure.EDGES)));
    }

    private Panel panel(String title, Figure figure) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < biases.size(); i++) {
            lines.add(line(biases.get(i), figure, COLOURS.get(i % COLOURS.size())));
        }
        return new Panel(title, lines);
    }

    private Line line(Bias bias, Figure figure, Color colour) {
        int frames = biases.stream().mapToInt(Bias::frames).min().orElseThrow();
        double[] means = new double[frames];
        double[] low = new double[frames];
        double[] high = new double[frames];
        for (int frame = 0; frame < frames; frame++) {
            Estimate estimate = bias.at(frame, figure);
            means[frame] = estimate.mean();
            low[frame] = estimate.low();
            high[frame] = estimate.high();
        }
        return new Line(bias.model(), colour, means, low, high);
    }
}
