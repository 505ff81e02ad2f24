package io.kuotu.worker.djl;

import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleManifest.Outpaint;
import io.kuotu.worker.bundle.InvalidBundle;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.DeviceMemoryExhausted;
import io.kuotu.worker.pipeline.Latents;
import io.kuotu.worker.pipeline.NoiseSchedule;
import io.kuotu.worker.pipeline.OutpaintModel;
import io.kuotu.worker.pipeline.OutpaintModel.Beginning;
import io.kuotu.worker.pipeline.OutpaintModel.StepOrder;
import io.kuotu.worker.pipeline.Preview;
import io.kuotu.worker.pipeline.Sampler;
import io.kuotu.worker.pipeline.StepPath;
import io.kuotu.worker.pipeline.UpscaleModel;
import io.kuotu.worker.pipeline.WorkingCanvas;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Runs a bundle once on a very small picture, before any job sees it: modules whose shapes are not
 * what the manifest says stop the worker at its start, not a job in the night. On the device's
 * thread.
 */
final class Rehearsal {
    private static final float GREY = 0.5f;
    private static final int SMALL_TILE = 16;

    private final Bundle bundle;

    private Rehearsal(Bundle bundle) {
        this.bundle = bundle;
    }

    /** The picture that it made. Throws {@link InvalidBundle}. */
    static float[] of(Bundle bundle, OutpaintModel model) {
        return new Rehearsal(bundle).run(() -> new Rehearsal(bundle).expand(model));
    }

    /** The picture that it made. Throws {@link InvalidBundle}. */
    static float[] of(Bundle bundle, UpscaleModel model) {
        return new Rehearsal(bundle).run(() -> new Rehearsal(bundle).enlarge(model));
    }

    private float[] run(Supplier<float[]> act) {
        try {
            return act.get();
        } catch (InvalidBundle | DeviceMemoryExhausted e) {
            throw e;
        } catch (RuntimeException e) { // whatever the library throws at shapes that do not fit
            throw new InvalidBundle(
                    bundle.folder(),
                    "its modules do not do what bundle.json says: " + e.getMessage(),
                    e);
        }
    }

    private float[] expand(OutpaintModel model) {
        Outpaint description = model.description();
        CanvasSize size = new CanvasSize(2 * description.multiple(), description.multiple());
        StepPath path =
                StepPath.of(
                        NoiseSchedule.of(description.schedule()),
                        Sampler.labelled(description.defaults().sampler()).orElse(Sampler.DDIM),
                        1,
                        1);
        Beginning beginning =
                new Beginning(canvas(size, description.factor()), path, 1, Optional.empty());
        try (Latents latents = model.begin(List.of(beginning)).getFirst()) {
            model.step(List.of(new StepOrder(latents, path.rules().getFirst())));
            Preview preview = model.preview(List.of(latents)).getFirst();
            check(preview.pixels(), new CanvasSize(preview.width(), preview.height()));
            return check(model.decode(List.of(latents)).getFirst(), size);
        }
    }

    private static WorkingCanvas canvas(CanvasSize size, int factor) {
        float[] mask = new float[size.pixels() / (factor * factor)];
        Arrays.fill(mask, mask.length / 2, mask.length, 1);
        return new WorkingCanvas(size, grey(size), mask);
    }

    private float[] enlarge(UpscaleModel model) {
        CanvasSize size = new CanvasSize(SMALL_TILE, SMALL_TILE);
        float[] large = model.enlarge(size, List.of(grey(size))).getFirst();
        return check(
                large,
                new CanvasSize(size.width() * model.factor(), size.height() * model.factor()));
    }

    private static float[] grey(CanvasSize size) {
        float[] grey = new float[3 * size.pixels()];
        Arrays.fill(grey, GREY);
        return grey;
    }

    private float[] check(float[] picture, CanvasSize size) {
        if (picture.length != 3 * size.pixels()) {
            throw new InvalidBundle(
                    bundle.folder(),
                    "its modules make "
                            + picture.length
                            + " values of a picture that has "
                            + 3 * size.pixels(),
                    null);
        }
        for (float value : picture) {
            if (!Float.isFinite(value)) {
                throw new InvalidBundle(
                        bundle.folder(), "its modules make " + value + " of plain grey", null);
            }
        }
        return picture;
    }
}
