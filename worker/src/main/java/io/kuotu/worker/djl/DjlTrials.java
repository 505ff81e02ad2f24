package io.kuotu.worker.djl;

import io.kuotu.worker.bundle.BundleManifest.Outpaint;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.Latents;
import io.kuotu.worker.pipeline.NoiseSchedule;
import io.kuotu.worker.pipeline.OutpaintModel.Beginning;
import io.kuotu.worker.pipeline.OutpaintModel.StepOrder;
import io.kuotu.worker.pipeline.Sampler;
import io.kuotu.worker.pipeline.StepPath;
import io.kuotu.worker.pipeline.StepRule;
import io.kuotu.worker.pipeline.UpscaleModel;
import io.kuotu.worker.pipeline.WorkingCanvas;
import io.kuotu.worker.profile.Trial;
import io.kuotu.worker.profile.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongFunction;

/**
 * The works of one bundle, to be tried: noise for pictures. Each outcome is read, so that a device
 * that works behind our back has finished. On the device's thread.
 */
final class DjlTrials {
    /** Of a tile's own, as {@code finish} cuts them. */
    private static final int TILE = 128;

    private static final int SMALL_TILE = 32;
    private static final long PROBE = 1;

    private final SplittableRandom others = new SplittableRandom(2);

    private DjlTrials() {}

    /** Encoding, a step, decoding. */
    static List<Trial> of(DjlOutpaintModel model) {
        DjlTrials trials = new DjlTrials();
        return List.of(trials.new Step(model), trials.new Encode(model), trials.new Decode(model));
    }

    static List<Trial> of(UpscaleModel model) {
        return List.of(new DjlTrials().new Enlarge(model));
    }

    /** A batch of the probe in its place, and others. */
    private <T> List<T> batch(int size, int place, LongFunction<T> ofSeed) {
        List<T> batch = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            batch.add(ofSeed.apply(i == place ? PROBE : others.nextLong()));
        }
        return batch;
    }

    private static float[] random(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }

    private static CanvasSize nativeCanvas(Outpaint description) {
        int multiple = description.multiple();
        int side = (description.nativeSize() + multiple - 1) / multiple * multiple;
        return new CanvasSize(side, side);
    }

    /** What the three works of an outpainter share. */
    private abstract static class OfOutpainter implements Trial {
        final DjlOutpaintModel model;
        final Outpaint description;

        OfOutpainter(DjlOutpaintModel model) {
            this.model = model;
            this.description = model.description();
        }

        @Override
        public CanvasSize canvas() {
            return nativeCanvas(description);
        }

        @Override
        public CanvasSize smallCanvas() {
            return new CanvasSize(2 * description.multiple(), description.multiple());
        }

        StepPath path() {
            return StepPath.of(
                    NoiseSchedule.of(description.schedule()),
                    Sampler.labelled(description.defaults().sampler()).orElse(Sampler.DDIM),
                    4,
                    1);
        }
    }

    private final class Encode extends OfOutpainter {
        Encode(DjlOutpaintModel model) {
            super(model);
        }

        @Override
        public Work work() {
            return Work.ENCODE;
        }

        @Override
        public Outcome run(CanvasSize size, int batch, int place) {
            List<Beginning> beginnings = batch(batch, place, seed -> beginning(size, seed));
            long start = System.nanoTime();
            List<Latents> begun = model.begin(beginnings);
            try {
                DjlLatents probe = (DjlLatents) begun.get(place);
                float[] values = DjlScope.values(probe.condition(), 1).getFirst();
                return new Outcome(System.nanoTime() - start, values);
            } finally {
                begun.forEach(Latents::close);
            }
        }

        private Beginning beginning(CanvasSize size, long seed) {
            int factor = description.factor();
            WorkingCanvas canvas =
                    new WorkingCanvas(
                            size,
                            random(seed, 3 * size.pixels()),
                            new float[size.pixels() / (factor * factor)]);
            return new Beginning(canvas, path(), seed, Optional.empty());
        }
    }

    /** Timed without guidance; with it, where there is text, bits are compared all the same. */
    private final class Step extends OfOutpainter {
        Step(DjlOutpaintModel model) {
            super(model);
        }

        @Override
        public Work work() {
            return Work.STEP;
        }

        @Override
        public Outcome run(CanvasSize size, int batch, int place) {
            Outcome plain = run(size, batch, place, false);
            if (description.text().isEmpty()) {
                return plain;
            }
            float[] guided = run(size, batch, place, true).values();
            float[] both = new float[plain.values().length + guided.length];
            System.arraycopy(plain.values(), 0, both, 0, plain.values().length);
            System.arraycopy(guided, 0, both, plain.values().length, guided.length);
            return new Outcome(plain.nanos(), both);
        }

        private Outcome run(CanvasSize size, int batch, int place, boolean guided) {
            List<DjlLatents> latents =
                    batch(batch, place, seed -> model.ofNoise(size, seed, guided));
            try {
                StepRule rule = path().rules().getFirst();
                long start = System.nanoTime();
                model.step(latents.stream().map(l -> new StepOrder(l, rule)).toList());
                float[] values = DjlScope.values(latents.get(place).noisy(), 1).getFirst();
                return new Outcome(System.nanoTime() - start, values);
            } finally {
                latents.forEach(Latents::close);
            }
        }
    }

    private final class Decode extends OfOutpainter {
        Decode(DjlOutpaintModel model) {
            super(model);
        }

        @Override
        public Work work() {
            return Work.DECODE;
        }

        @Override
        public Outcome run(CanvasSize size, int batch, int place) {
            List<DjlLatents> latents =
                    batch(batch, place, seed -> model.ofNoise(size, seed, false));
            try {
                long start = System.nanoTime();
                float[] values = model.decode(List.copyOf(latents)).get(place);
                return new Outcome(System.nanoTime() - start, values);
            } finally {
                latents.forEach(Latents::close);
            }
        }
    }

    private final class Enlarge implements Trial {
        private final UpscaleModel model;

        Enlarge(UpscaleModel model) {
            this.model = model;
        }

        @Override
        public Work work() {
            return Work.ENLARGE;
        }

        @Override
        public CanvasSize canvas() {
            return new CanvasSize(TILE + 2 * model.reach(), TILE + 2 * model.reach());
        }

        @Override
        public CanvasSize smallCanvas() {
            return new CanvasSize(2 * SMALL_TILE, SMALL_TILE);
        }

        @Override
        public Outcome run(CanvasSize size, int batch, int place) {
            List<float[]> tiles = batch(batch, place, seed -> random(seed, 3 * size.pixels()));
            long start = System.nanoTime();
            float[] values = model.enlarge(size, tiles).get(place);
            return new Outcome(System.nanoTime() - start, values);
        }
    }
}
