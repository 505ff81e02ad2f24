package io.kuotu.cli.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kuotu.cli.drift.Bias.Figure;
import io.kuotu.common.job.DriftFigures;
import io.kuotu.common.job.DriftSeries;
import io.kuotu.common.job.DriftSeries.Comparison;
import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BiasTest {
    private static final int FRAMES = 5;

    /** Frame by frame warmer by the step and some chance. */
    private static DriftSeries chain(double step, double chance, Random random) {
        List<DriftSeries.Frame> frames = new ArrayList<>();
        double yellow = 0;
        for (int frame = 0; frame < FRAMES; frame++) {
            yellow += step + chance * random.nextGaussian();
            DriftFigures figures =
                    new DriftFigures(Math.abs(yellow), 0, 0, yellow, 0, Optional.of(0.9), 0.8, 0.1);
            frames.add(new DriftSeries.Frame(frame, figures, figures));
        }
        return new DriftSeries(Comparison.PIXELS, frames);
    }

    private static Bias bias(double step, double chance, long seed) {
        Random random = new Random(seed);
        List<DriftSeries> chains = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            chains.add(chain(step, chance, random));
        }
        return new Bias("a-bundle", chains);
    }

    @Test
    void aTintIsFound_andNamedWithItsBounds() {
        Bias orange = bias(0.6, 0.5, 1);
        Estimate yellow = orange.at(FRAMES - 1, Figure.YELLOW);
        assertThat(yellow.mean()).isCloseTo(3, within(0.7));
        assertThat(yellow.low()).isLessThan(yellow.mean());
        assertThat(yellow.high()).isGreaterThan(yellow.mean());
        assertThat(orange.sentence())
                .startsWith("a-bundle after 5 frames of 24 pictures: warmer by ")
                .doesNotContain("lighter", "redder");
        assertThat(bias(-0.6, 0.5, 1).sentence()).contains("cooler by ");
    }

    @Test
    void chanceIsNoTint() {
        int named = 0;
        for (int seed = 0; seed < 200; seed++) {
            named += bias(0, 2, seed).sentence().contains("no tint") ? 0 : 1;
        }
        assertThat(named).isLessThan(26); // 5 % are expected, and some for the bootstrap's bias
    }

    @Test
    void boundsHoldTheTruth_asOftenAsTheySay() {
        Random random = new Random(3);
        int held = 0;
        for (int trial = 0; trial < 300; trial++) {
            double[] values = random.doubles(30, -1, 3).toArray(); // of mean 1
            Estimate estimate = Estimate.of(values, trial);
            held += estimate.low() <= 1 && estimate.high() >= 1 ? 1 : 0;
        }
        assertThat(held / 300.0).isBetween(0.89, 0.99);
    }

    @Test
    void theSameChainsGiveTheSameBounds() {
        assertThat(bias(1, 1, 5).last()).isEqualTo(bias(1, 1, 5).last());
    }

    @Test
    void aReportIsPrinted_written_andDrawn() {
        BiasReport report = new BiasReport(List.of(bias(0.6, 0.5, 1), bias(-0.3, 0.5, 2)));
        StringWriter text = new StringWriter();
        report.print(new PrintWriter(text));
        assertThat(text.toString()).contains("warmer by", "yellow", "ms_ssim");
        assertThat(report.json().get(1).path("series")).hasSize(FRAMES);
        assertThat(report.json().get(0).at("/series/4/yellow/low").asDouble()).isPositive();
        BufferedImage plot = report.plot();
        assertThat(plot.getHeight()).isGreaterThan(1000);
    }

    @Test
    void ofNoFramesThereIsNoBias() {
        DriftSeries none = new DriftSeries(Comparison.PIXELS, List.of());
        assertThatThrownBy(() -> new Bias("m", List.of(none))).hasMessageContaining("no chain");
    }
}
