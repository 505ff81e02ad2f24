package io.kuotu.common.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class BundleInfoTest {
    private static BundleInfo upscaler(int factor) {
        return new BundleInfo(
                "u",
                "1",
                BundleInfo.Task.UPSCALE,
                "none",
                0,
                0,
                factor,
                false,
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void anUpscalerReachesThePowersOfItsFactor() {
        assertThat(upscaler(2).reaches(2)).isTrue();
        assertThat(upscaler(2).reaches(4)).isTrue();
        assertThat(upscaler(4).reaches(4)).isTrue();
        assertThat(upscaler(4).reaches(2)).isFalse();
    }

    @Test
    void anOutpainterReachesNone() {
        BundleInfo outpainter =
                new BundleInfo(
                        "o",
                        "1",
                        BundleInfo.Task.OUTPAINT,
                        "none",
                        12,
                        100,
                        1,
                        false,
                        Optional.empty(),
                        Optional.empty());
        assertThat(outpainter.reaches(1)).isFalse();
        assertThat(outpainter.reaches(2)).isFalse();
    }
}
