package io.kuotu.worker.djl;

import io.kuotu.common.lifecycle.Closer;
import io.kuotu.worker.batch.DeviceModels;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.pipeline.BatchClasses;
import io.kuotu.worker.pipeline.OutpaintModel;
import io.kuotu.worker.pipeline.UpscaleModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All bundles of a worker on one device. */
public final class DjlModels implements DeviceModels {
    private static final Logger LOG = LoggerFactory.getLogger(DjlModels.class);

    private final Closer closer = new Closer();
    private final DjlDevice device;
    private final Map<String, OutpaintModel> outpainters = new LinkedHashMap<>();
    private final Map<String, UpscaleModel> upscalers = new LinkedHashMap<>();
    private final List<Runnable> rehearsals = new ArrayList<>();

    /**
     * @param device by name
     * @param precision that modules compute in
     * @param stepClasses batch sizes of denoising
     * @param codecClasses batch sizes of encoders, decoders and upscalers
     */
    public record Layout(
            String device,
            Precision precision,
            BatchClasses stepClasses,
            BatchClasses codecClasses) {}

    private DjlModels(DjlDevice device) {
        this.device = closer.add(device);
    }

    /** On the device's thread. Throws {@link io.kuotu.worker.bundle.InvalidBundle}. */
    public static DjlModels load(List<Bundle> bundles, Layout layout) {
        DjlModels models = new DjlModels(DjlDevice.open(layout.device()));
        try {
            for (Bundle bundle : bundles) {
                models.add(bundle, layout);
            }
        } catch (RuntimeException e) {
            models.close();
            throw e;
        }
        return models;
    }

    private void add(Bundle bundle, Layout layout) {
        long start = System.nanoTime();
        switch (bundle.manifest().task()) {
            case OUTPAINT -> outpainters.put(bundle.name(), outpainter(bundle, layout));
            case UPSCALE -> upscalers.put(bundle.name(), upscaler(bundle, layout));
        }
        LOG.info(
                "{} on {} in {}, {} ms",
                bundle.label(),
                layout.device(),
                layout.precision(),
                (System.nanoTime() - start) / 1_000_000);
    }

    private OutpaintModel outpainter(Bundle bundle, Layout layout) {
        OutpaintModel model =
                closer.add(
                        DjlOutpaintModel.load(
                                device,
                                bundle,
                                layout.precision(),
                                layout.stepClasses(),
                                layout.codecClasses()));
        rehearse(() -> Rehearsal.of(bundle, model));
        return model;
    }

    private UpscaleModel upscaler(Bundle bundle, Layout layout) {
        UpscaleModel model =
                closer.add(
                        DjlUpscaleModel.load(
                                device, bundle, layout.precision(), layout.codecClasses()));
        rehearse(() -> Rehearsal.of(bundle, model));
        return model;
    }

    private void rehearse(Runnable rehearsal) {
        rehearsal.run();
        rehearsals.add(rehearsal);
    }

    @Override
    public Map<String, OutpaintModel> outpainters() {
        return Map.copyOf(outpainters);
    }

    @Override
    public Map<String, UpscaleModel> upscalers() {
        return Map.copyOf(upscalers);
    }

    @Override
    public String description() {
        return device.description();
    }

    @Override
    public long forwardNanos() {
        return device.forwardNanos();
    }

    @Override
    public void check() {
        rehearsals.getFirst().run();
    }

    @Override
    public void close() {
        closer.close();
    }
}
