package io.kuotu.common.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kuotu.common.job.Retouch.Regions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetouchTest {
    private static Retouch of(double denoise, double colour, boolean auto, boolean colourise) {
        return new Retouch(denoise, 0, colour, auto, 0, Regions.AUTO, colourise, Optional.empty());
    }

    @Test
    void strengthsAreWithinBounds_andSomethingIsDone() {
        assertThatThrownBy(() -> of(1.1, 0, false, false)).hasMessageContaining("denoise");
        assertThatThrownBy(() -> of(Double.NaN, 0, false, false)).hasMessageContaining("denoise");
        assertThatThrownBy(() -> of(0, -0.1, false, false)).hasMessageContaining("colour");
        assertThatThrownBy(() -> of(0, 0.5, true, false)).hasMessageContaining("not both");
        assertThatThrownBy(() -> of(0, 0, false, false)).hasMessageContaining("nothing");
        assertThat(of(0, 0, true, false).needsProcessor()).isTrue();
        assertThat(of(0, 0, false, true).needsProcessor()).isFalse();
    }

    @Test
    void aModelIsNamedOnlyWhereOneIsAskedFor() {
        assertThatThrownBy(
                        () ->
                                new JobSpec.Enhancement(
                                        10,
                                        10,
                                        of(0.5, 0, false, false),
                                        1,
                                        Optional.of("colourise"),
                                        Rendition.PNG))
                .hasMessageContaining("model");
    }

    @Test
    void costIsAStepForEachPixel_andWhatTheModelsTake() {
        Cost.Models models =
                new Cost.Models(Cost.Denoising.TYPICAL, List.of(new Cost.Tiling(1, 30)));
        assertThat(Cost.of(spec(of(0.5, 0, false, false)), models)).isEqualTo(new Cost(0, 130_000));
        assertThat(Cost.of(spec(of(0, 0, false, true)), models)).isEqualTo(new Cost(0, 256 * 256));
        Retouch style = new Retouch(0, 0, 0, false, 0, Regions.NONE, false, Optional.of("style-x"));
        assertThat(Cost.of(spec(style), models)).isEqualTo(new Cost(0, 4 * 3 * 188 * 188));
    }

    private static JobSpec spec(Retouch retouch) {
        return new JobSpec.Enhancement(500, 260, retouch, 1, Optional.empty(), Rendition.PNG);
    }
}
