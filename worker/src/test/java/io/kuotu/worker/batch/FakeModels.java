package io.kuotu.worker.batch;

import io.kuotu.worker.bundle.BundleManifest;
import io.kuotu.worker.pipeline.BatchClasses;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.Latents;
import io.kuotu.worker.pipeline.OutpaintModel;
import io.kuotu.worker.pipeline.Preview;
import io.kuotu.worker.pipeline.UpscaleModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A device without a tensor: a sample's picture is its seed plus a thousandth for each step that it
 * took. It can be held before each step, made to fail for a seed, and asked what it did.
 */
public final class FakeModels implements DeviceModels {
    public static final String BUNDLE = "fake";
    public static final String UPSCALER = "fake-x2";
    public static final long POISON = 666;
    public static final long NOT_A_NUMBER = 667;
    public static final long NO_PREVIEW = 668;

    private final ConcurrentLinkedQueue<List<Long>> stepBatches = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<List<Long>> previewBatches = new ConcurrentLinkedQueue<>();
    private final Semaphore steps = new Semaphore(0);
    private final boolean held;
    private final int largestBatch;
    private final AtomicInteger open = new AtomicInteger();

    public FakeModels(int largestBatch, boolean held) {
        this.largestBatch = largestBatch;
        this.held = held;
    }

    /** Lets so many steps go on. */
    public void allow(int count) {
        steps.release(count);
    }

    /** The seeds of each batch that was stepped. */
    public List<List<Long>> stepBatches() {
        return List.copyOf(stepBatches);
    }

    /** The seeds of each batch that was previewed. */
    public List<List<Long>> previewBatches() {
        return List.copyOf(previewBatches);
    }

    /** Latents that are not closed. */
    public int open() {
        return open.get();
    }

    private final class FakeLatents implements Latents {
        private final CanvasSize size;
        private final long seed;
        private int stepped;

        FakeLatents(CanvasSize size, long seed) {
            this.size = size;
            this.seed = seed;
            open.incrementAndGet();
        }

        @Override
        public CanvasSize canvasSize() {
            return size;
        }

        @Override
        public void close() {
            open.decrementAndGet();
        }
    }

    private final class FakeOutpainter implements OutpaintModel {
        @Override
        public BundleManifest.Outpaint description() {
            throw new UnsupportedOperationException();
        }

        @Override
        public BatchClasses stepClasses() {
            return BatchClasses.of(List.of(1, largestBatch));
        }

        @Override
        public BatchClasses codecClasses() {
            return BatchClasses.of(List.of(1, 2));
        }

        @Override
        public List<Latents> begin(List<Beginning> beginnings) {
            List<Latents> begun = new ArrayList<>();
            beginnings.forEach(b -> begun.add(new FakeLatents(b.canvas().size(), b.seed())));
            return begun;
        }

        @Override
        public void step(List<StepOrder> orders) {
            if (held) {
                steps.acquireUninterruptibly();
            }
            List<FakeLatents> all = orders.stream().map(o -> (FakeLatents) o.latents()).toList();
            if (all.stream().anyMatch(l -> l.seed == POISON)) {
                throw new IllegalStateException("poison");
            }
            if (all.stream().map(Latents::canvasSize).distinct().count() > 1
                    || all.size() > largestBatch) {
                throw new AssertionError("not a batch: " + all.size());
            }
            all.forEach(l -> l.stepped++);
            stepBatches.add(all.stream().map(l -> l.seed).toList());
        }

        /** One px, of the colour of the seed. */
        @Override
        public List<Preview> preview(List<Latents> latents) {
            previewBatches.add(latents.stream().map(l -> ((FakeLatents) l).seed).toList());
            return latents.stream()
                    .map(l -> (FakeLatents) l)
                    .map(l -> l.seed)
                    .map(FakeOutpainter::pixel)
                    .toList();
        }

        private static Preview pixel(long seed) {
            if (seed == NO_PREVIEW) {
                throw new IllegalStateException("no preview, as the test wants it");
            }
            return new Preview(1, 1, new float[] {seed, seed, seed});
        }

        @Override
        public List<float[]> decode(List<Latents> latents) {
            return latents.stream()
                    .map(l -> (FakeLatents) l)
                    .map(
                            l ->
                                    new float[] {
                                        l.seed == NOT_A_NUMBER
                                                ? Float.NaN
                                                : l.seed + l.stepped / 1000f
                                    })
                    .toList();
        }

        @Override
        public void close() {}
    }

    /**
     * Each pixel becomes four; a pixel looks one px far: the mean of itself and its neighbours,
     * edges repeated inside of the tile.
     */
    private static final class FakeUpscaler implements UpscaleModel {
        @Override
        public int factor() {
            return 2;
        }

        @Override
        public int reach() {
            return 1;
        }

        @Override
        public BatchClasses classes() {
            return BatchClasses.of(List.of(3));
        }

        @Override
        public List<float[]> enlarge(CanvasSize size, List<float[]> tiles) {
            return tiles.stream().map(tile -> enlarge(size, tile)).toList();
        }

        private static float[] enlarge(CanvasSize size, float[] tile) {
            int width = size.width();
            int height = size.height();
            float[] large = new float[4 * tile.length];
            for (int i = 0; i < large.length; i++) {
                int x = i % (2 * width) / 2;
                int y = i / (2 * width) % (2 * height) / 2;
                int c = i / (4 * width * height);
                float sum = 0;
                for (int dy = -1; dy <= 1; dy++) {
                    for (int dx = -1; dx <= 1; dx++) {
                        sum +=
                                tile[
                                        (c * height + Math.clamp(y + dy, 0, height - 1)) * width
                                                + Math.clamp(x + dx, 0, width - 1)];
                    }
                }
                large[i] = sum / 9;
            }
            return large;
        }

        @Override
        public void close() {}
    }

    @Override
    public Map<String, OutpaintModel> outpainters() {
        return Map.of(BUNDLE, new FakeOutpainter());
    }

    @Override
    public Map<String, UpscaleModel> upscalers() {
        return Map.of(UPSCALER, new FakeUpscaler());
    }

    @Override
    public String description() {
        return "fake";
    }

    @Override
    public long forwardNanos() {
        return 0;
    }

    @Override
    public void close() {}
}
