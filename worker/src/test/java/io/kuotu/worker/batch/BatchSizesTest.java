package io.kuotu.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.worker.pipeline.CanvasSize;
import org.junit.jupiter.api.Test;

class BatchSizesTest {
    private final BatchSizes sizes = BatchSizes.of(new FakeModels(8, false));

    private static BatchKey key(int width, int height) {
        return new BatchKey(FakeModels.BUNDLE, new CanvasSize(width, height));
    }

    @Test
    void largerCanvasesSaturateTheDeviceWithFewerSamples() {
        assertThat(sizes.largest(Plan.Kind.STEP, key(16, 8))).isEqualTo(8);
        assertThat(sizes.largest(Plan.Kind.STEP, key(32, 32))).isEqualTo(8);
        assertThat(sizes.largest(Plan.Kind.STEP, key(48, 32))).isEqualTo(5);
        assertThat(sizes.largest(Plan.Kind.STEP, key(64, 64))).isEqualTo(2);
        assertThat(sizes.largest(Plan.Kind.STEP, key(512, 512))).isEqualTo(1);
    }

    @Test
    void outOfMemoryShrinksThatKindOfWorkOnThatCanvasAlone() {
        sizes.shrink(Plan.Kind.STEP, key(32, 32), 6);
        assertThat(sizes.largest(Plan.Kind.STEP, key(32, 32))).isEqualTo(5);
        assertThat(sizes.largest(Plan.Kind.STEP, key(16, 8))).isEqualTo(8);
        assertThat(sizes.largest(Plan.Kind.DECODE, key(32, 32))).isEqualTo(2);
    }
}
