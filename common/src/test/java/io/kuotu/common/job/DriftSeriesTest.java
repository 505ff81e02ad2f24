package io.kuotu.common.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kuotu.common.job.DriftSeries.Comparison;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DriftSeriesTest {
    private static DriftFigures figures(double yellow, Optional<Double> msSsim) {
        return new DriftFigures(Math.abs(yellow), 0.5, -1, yellow, 2, msSsim, 0.75, 0.5);
    }

    @Test
    void aFramesFiguresComeBackFromItsOutput() {
        for (Optional<Double> msSsim : List.of(Optional.of(0.9), Optional.<Double>empty())) {
            DriftSeries.Frame frame =
                    new DriftSeries.Frame(0, figures(4, msSsim), figures(-1, msSsim));
            DriftSeries back =
                    DriftSeries.of(
                            Comparison.PIXELS,
                            List.of(frame.named(), Map.of("seam_ratio", 1.0), frame.named()));
            assertThat(back.frames())
                    .containsExactly(
                            frame, new DriftSeries.Frame(2, frame.first(), frame.before()));
        }
    }

    @Test
    void waysHaveWords_fromWhatCanBeSeenOn() {
        assertThat(figures(4, Optional.empty()).words())
                .containsExactly("warmer", "greener", "more saturated");
        assertThat(figures(-4, Optional.empty()).words()).startsWith("cooler");
        assertThat(figures(0.9, Optional.empty()).words()).doesNotContain("warmer");
    }

    @Test
    void whatIsNoFigureIsRefused() {
        assertThatThrownBy(() -> figures(Double.NaN, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> figures(1, Optional.of(1.5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("msSsim");
        DriftFigures fine = figures(1, Optional.empty());
        DriftSeries.Frame later = new DriftSeries.Frame(3, fine, fine);
        assertThatThrownBy(() -> new DriftSeries(Comparison.PIXELS, List.of(later, later)))
                .hasMessageContaining("order");
    }
}
