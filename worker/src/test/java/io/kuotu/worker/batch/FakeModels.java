package io.kuotu.worker.batch;

import io.kuotu.worker.bundle.BundleManifest;
import io.kuotu.worker.pipeline.BatchClasses;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.DeviceFailed;
import io.kuotu.worker.pipeline.DeviceMemoryExhausted;
import io.kuotu.worker.pipeline.Latents;
import io.kuotu.worker.pipeline.OutpaintModel;
import io.kuotu.worker.pipeline.Preview;
import io.kuotu.worker.pipeline.UpscaleModel;
import io.kuotu.worker.profile.BundleProfile;
import io.kuotu.worker.profile.Measure;
import io.kuotu.worker.profile.Profile;
import io.kuotu.worker.profile.Work;
import io.kuotu.worker.profile.WorkProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * A device without a tensor: a sample's picture is its seed plus a thousandth for each step that it
 * took. It can be held before each step, made to fail for a seed, be short of memory, fall sick,
 * take time of a clock of its own, and be asked what it did.
 */
public final class FakeModels implements DeviceModels {
    public static final String BUNDLE = "fake";
    public static final String UPSCALER = "fake-x2";
    public static final long POISON = 666;
    public static final long NOT_A_NUMBER = 667;
    public static final long NO_PREVIEW = 669;

    /** Fits into the memory of no device. */
    public static final long HUGE = 668;

    private static final long CALL_NANOS = 2_000;

    private final ConcurrentLinkedQueue<List<Long>> stepBatches = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<List<Long>> previewBatches = new ConcurrentLinkedQueue<>();
    private final Semaphore steps = new Semaphore(0);
    private final boolean held;
    private final int largestBatch;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private volatile int memory = Integer.MAX_VALUE; // samples in one call
    private volatile boolean sick;

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

    /** From now on larger batches find no memory. */
    public void limitMemory(int samples) {
        memory = samples;
    }

    /** From now on everything fails. */
    public void fallSick() {
        sick = true;
    }

    /** Time that all calls took so far: some of each call, and one for each pixel in it. */
    public long nanos() {
        return nanos.get();
    }

    private void call(int samples, CanvasSize size) {
        if (sick) {
            throw new IllegalStateException("an illegal memory access was encountered");
        }
        if (samples > memory) {
            throw new DeviceMemoryExhausted("no memory for " + samples, new RuntimeException());
        }
        nanos.addAndGet(CALL_NANOS + (long) samples * size.pixels());
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
            return BatchClasses.of(IntStream.rangeClosed(1, largestBatch).boxed().toList());
        }

        @Override
        public BatchClasses codecClasses() {
            return BatchClasses.of(List.of(1, 2));
        }

        @Override
        public List<Latents> begin(List<Beginning> beginnings) {
            call(beginnings.size(), beginnings.getFirst().canvas().size());
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
            call(all.size(), all.getFirst().canvasSize());
            if (all.stream().anyMatch(l -> l.seed == POISON)) {
                throw new IllegalStateException("poison");
            }
            if (all.stream().anyMatch(l -> l.seed == HUGE)) {
                throw new DeviceMemoryExhausted("no memory for it", new RuntimeException());
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
            call(latents.size(), latents.getFirst().canvasSize());
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
    private final class FakeUpscaler implements UpscaleModel {
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
            call(tiles.size(), size);
            return tiles.stream().map(tile -> enlarge(size, tile)).toList();
        }

        private float[] enlarge(CanvasSize size, float[] tile) {
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

    /** Steps of its largest batch were measured to be the best, on small canvases. */
    @Override
    public Profile profile() {
        WorkProfile steps =
                new WorkProfile(
                        Work.STEP,
                        new CanvasSize(32, 32),
                        List.of(new Measure(largestBatch, 1, 0)));
        return new Profile("fake", List.of(new BundleProfile(BUNDLE, List.of(steps))));
    }

    @Override
    public void check() {
        if (sick) {
            throw new DeviceFailed("it no longer computes what it did", null);
        }
    }

    @Override
    public void close() {}
}
