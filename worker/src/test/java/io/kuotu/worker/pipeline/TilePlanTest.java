package io.kuotu.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kuotu.worker.pipeline.TilePlan.Span;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TilePlanTest {
    @Test
    void everyPlaceIsCovered_andSharesAddUpToOne() {
        Random random = new Random(3);
        for (int i = 0; i < 300; i++) {
            int side = 4 + random.nextInt(40);
            int overlap = random.nextInt(side / 2 + 1);
            int length = 1 + random.nextInt(300);
            int scale = 1 + random.nextInt(8);
            List<Span> spans = TilePlan.of(length, 1, side, overlap).across();
            float[] sums = new float[length * scale];
            List<float[]> allShares = TilePlan.shares(spans, scale);
            for (int n = 0; n < spans.size(); n++) {
                Span span = spans.get(n);
                float[] shares = allShares.get(n);
                assertThat(span.start()).isNotNegative();
                assertThat(span.start() + span.length()).isLessThanOrEqualTo(length);
                assertThat(span.length()).isEqualTo(Math.min(side, length));
                for (int k = 0; k < shares.length; k++) {
                    assertThat(shares[k]).isBetween(0f, 1f);
                    sums[span.start() * scale + k] += shares[k];
                }
            }
            for (float sum : sums) {
                assertThat(sum)
                        .as("length %d, side %d, overlap %d", length, side, overlap)
                        .isCloseTo(1, within(1e-5f));
            }
        }
    }

    @Test
    void neighboursShareWhatIsAskedFor_andNoTileIsTooMany() {
        List<Span> spans = TilePlan.of(120, 1, 32, 8).across();
        assertThat(spans).hasSize(5);
        for (int i = 1; i < spans.size(); i++) {
            int shared = spans.get(i - 1).start() + 32 - spans.get(i).start();
            assertThat(shared)
                    .isGreaterThanOrEqualTo(8)
                    .isEqualTo(spans.get(i).before())
                    .isEqualTo(spans.get(i - 1).after());
        }
    }

    @Test
    void aCanvasNoLargerThanATile_isOne() {
        assertThat(TilePlan.of(32, 20, 32, 8).isOne()).isTrue();
        assertThat(TilePlan.of(33, 20, 32, 8).isOne()).isFalse();
    }

    @Test
    void tilesThatShareMoreThanHalf_areRefused() {
        assertThatThrownBy(() -> TilePlan.of(100, 100, 32, 17))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("17");
    }
}
