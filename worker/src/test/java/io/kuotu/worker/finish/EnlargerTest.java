package io.kuotu.worker.finish;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.testing.SampleJobs;
import io.kuotu.worker.batch.Claim;
import io.kuotu.worker.batch.DeviceLoop;
import io.kuotu.worker.batch.FakeModels;
import io.kuotu.worker.batch.LoopMeter;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.Planes;
import io.kuotu.worker.pipeline.CanvasSize;
import io.prometheus.client.CollectorRegistry;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EnlargerTest {
    private static final Claim CLAIM = Claim.of(new SampleJobs(1).expansion());
    private final FakeModels models = new FakeModels(1, false);
    private DeviceLoop device;

    @BeforeEach
    void start() {
        device =
                DeviceLoop.start(
                        "device-test",
                        () -> models,
                        1,
                        InstantSource.fixed(SampleJobs.NOW),
                        new LoopMeter(new CollectorRegistry(), "test"));
    }

    @AfterEach
    void stop() {
        device.close();
    }

    private static Enlarger.Errand errand(AtomicInteger tiles) {
        return new Enlarger.Errand(CLAIM, (_, of) -> tiles.set(of));
    }

    private static float[] noise(int width, int height) {
        float[] values = new float[3 * width * height];
        Random random = new Random(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }

    @Test
    void tilesJoinAsIfThePictureWereOne() {
        int width = 300;
        int height = 170;
        float[] values = noise(width, height);
        float[] whole =
                Objects.requireNonNull(models.upscalers().get(FakeModels.UPSCALER))
                        .enlarge(new CanvasSize(width, height), List.of(values))
                        .getFirst();
        AtomicInteger tiles = new AtomicInteger();
        Planes joined =
                new Enlarger(device, FakeModels.UPSCALER, 2, 1)
                        .enlarge(new Planes(width, height, values), _ -> true, errand(tiles));
        assertThat(joined.width()).isEqualTo(2 * width);
        assertThat(tiles.get()).isEqualTo(6);
        assertThat(Arrays.equals(joined.values(), whole)).isTrue(); // half a million
    }

    @Test
    void onlyWantedTilesAreMade() {
        AtomicInteger tiles = new AtomicInteger();
        Planes small = new Planes(300, 170, noise(300, 170));
        Planes joined =
                new Enlarger(device, FakeModels.UPSCALER, 2, 1)
                        .enlarge(small, rect -> rect.left() == 0, errand(tiles));
        assertThat(tiles.get()).isEqualTo(2);
        assertThat(joined.at(1, 599, 339)).isEqualTo(small.at(1, 299, 169));
    }

    @Test
    void picturesOfAnySizeComeOut() {
        for (int[] size : new int[][] {{1, 1}, {128, 128}, {129, 64}, {640, 3}}) {
            byte[] rgb = new byte[3 * size[0] * size[1]];
            Arrays.fill(rgb, (byte) 90);
            Picture large =
                    new Enlarger(device, FakeModels.UPSCALER, 2, 1)
                            .enlarge(
                                    new Picture(size[0], size[1], rgb, null, null),
                                    errand(new AtomicInteger()));
            assertThat(large.width()).isEqualTo(2 * size[0]);
            assertThat(large.height()).isEqualTo(2 * size[1]);
            int furthest = 0;
            for (byte value : large.rgb()) {
                furthest = Math.max(furthest, Math.abs(value - 90));
            }
            assertThat(furthest).isLessThanOrEqualTo(1);
        }
    }
}
