package io.kuotu.common.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kuotu.common.job.FrameMargins.Side;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ChainTest {
    private static final Cost.Models MODELS =
            new Cost.Models(Cost.Denoising.TYPICAL, List.of(new Cost.Tiling(2, 16)));

    private static JobSpec.Chain chain(ChainWay way, int times) {
        return new JobSpec.Chain(
                way,
                times,
                200,
                100,
                Optional.empty(),
                40,
                OptionalInt.of(10),
                Rendition.PNG,
                false);
    }

    private static ChainWay percent(double left, double top) {
        return new ChainWay.Expand(
                new FrameMargins(new Side(0, left), new Side(0, top), Side.NONE, new Side(3, 0)));
    }

    @Test
    void eachFrameGrowsFromTheOneBefore_byItsOwnPercentages() {
        List<Canvas> canvases = chain(percent(10, 0), 3).canvases();
        assertThat(canvases)
                .containsExactly(
                        new Canvas(220, 103, 20, 0, 200, 100),
                        new Canvas(242, 106, 22, 0, 220, 103),
                        new Canvas(266, 109, 24, 0, 242, 106));
        assertThat(chain(percent(10, 0), 3).outputPixels()).isEqualTo(266 * 109);
    }

    @Test
    void aFrameThatIsMadeAnewIsAsLargeAsTheSource() {
        JobSpec.Chain chain = chain(new ChainWay.Recreate(0.3), 5);
        assertThat(chain.canvases()).hasSize(5).containsOnly(new Canvas(200, 100, 0, 0, 200, 100));
        assertThat(chain.seed(4)).isEqualTo(44);
    }

    @Test
    void itCostsWhatItsFramesCost() {
        JobSpec.Chain wide = chain(percent(30, 60), 4);
        long sum = 0;
        for (int frame = 0; frame < 4; frame++) {
            sum += Cost.of(wide.expansion(frame, wide.canvases().get(frame)), MODELS).total();
        }
        assertThat(Cost.of(wide, MODELS).total()).isEqualTo(sum);
        long one = Cost.of(chain(new ChainWay.Recreate(0.3), 1), MODELS).total();
        assertThat(one).isPositive();
        assertThat(Cost.of(chain(new ChainWay.Recreate(0.3), 500), MODELS).total())
                .isEqualTo(500 * one);
    }

    @Test
    void whatIsNoChainIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> chain(new ChainWay.Recreate(0.3), 501))
                .withMessageContaining("1 to 500");
        assertThatIllegalArgumentException().isThrownBy(() -> chain(new ChainWay.Recreate(0.3), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new ChainWay.Recreate(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new ChainWay.Recreate(1.01));
        assertThatIllegalArgumentException().isThrownBy(() -> new ChainWay.Recreate(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> new Side(-1, 0));
        FrameMargins none = new FrameMargins(Side.NONE, Side.NONE, Side.NONE, Side.NONE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> chain(new ChainWay.Expand(none), 2))
                .withMessageContaining("adds no pixel");
    }
}
