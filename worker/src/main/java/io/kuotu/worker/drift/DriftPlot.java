package io.kuotu.worker.drift;

import io.kuotu.common.job.DriftFigures;
import io.kuotu.common.job.DriftSeries;
import io.kuotu.worker.drift.LineChart.Line;
import io.kuotu.worker.drift.LineChart.Panel;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A series of figures as a picture: how far, which way, and what is left of the source. */
final class DriftPlot {
    private static final Color DARK = new Color(0x33, 0x33, 0x33);
    private static final Color GREY = new Color(0x99, 0x99, 0x99);
    private static final Color ORANGE = new Color(0xE0, 0x8A, 0x00);
    private static final Color RED = new Color(0xC0, 0x30, 0x30);
    private static final Color BLUE = new Color(0x20, 0x60, 0xB0);
    private static final Color GREEN = new Color(0x20, 0x90, 0x60);

    private final DriftSeries series;

    private DriftPlot(DriftSeries series) {
        this.series = series;
    }

    /** Of one frame at least. */
    static BufferedImage of(DriftSeries series) {
        return new DriftPlot(series).draw();
    }

    private BufferedImage draw() {
        List<Line> likeness = new ArrayList<>();
        if (series.frames().getFirst().first().msSsim().isPresent()) {
            likeness.add(line("MS-SSIM", BLUE, f -> f.msSsim().orElse(0.0)));
        }
        likeness.add(line("edges shared", GREEN, DriftFigures::edges));
        likeness.add(line("distance of features", RED, DriftFigures::features));
        return LineChart.draw(
                "drift of " + series.frames().size() + " frames",
                List.of(
                        new Panel(
                                "how far the colours went (mean delta E 2000)",
                                List.of(
                                        line("from the source", DARK, DriftFigures::deltaE),
                                        new Line(
                                                "from the frame before",
                                                GREY,
                                                values(frame -> frame.before().deltaE())))),
                        new Panel(
                                "which way, against the source (L*a*b*)",
                                List.of(
                                        line("lighter +", GREY, DriftFigures::lightness),
                                        line("warmer +", ORANGE, DriftFigures::yellow),
                                        line("redder +", RED, DriftFigures::red),
                                        line("more saturated +", BLUE, DriftFigures::chroma))),
                        new Panel("what is left of the source, by frame", likeness)));
    }

    private Line line(String name, Color colour, ToDoubleFunction<DriftFigures> figure) {
        return new Line(name, colour, values(frame -> figure.applyAsDouble(frame.first())));
    }

    private double[] values(ToDoubleFunction<DriftSeries.Frame> figure) {
        return series.frames().stream().mapToDouble(figure).toArray();
    }
}
