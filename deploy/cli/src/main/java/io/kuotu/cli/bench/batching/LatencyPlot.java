package io.kuotu.cli.bench.batching;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** 95th percentiles over load, a line for each contender. */
final class LatencyPlot {
    private LatencyPlot() {}

    /**
     * @param loads percent of capacity
     * @param p95s by contender, s, one for each load
     * @param file PNG
     */
    static void write(List<Integer> loads, Map<String, List<Double>> p95s, Path file)
            throws IOException {
        XYChart chart =
                new XYChartBuilder()
                        .width(900)
                        .height(540)
                        .title("Time from arrival to picture, 95th percentile")
                        .xAxisTitle("load, % of Kuotu's capacity")
                        .yAxisTitle("seconds")
                        .build();
        chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideNW);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setYAxisMin(0.0);
        p95s.forEach(
                (name, values) -> {
                    if (!values.isEmpty()) {
                        chart.addSeries(name, loads, values).setMarker(SeriesMarkers.CIRCLE);
                    }
                });
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
    }
}
