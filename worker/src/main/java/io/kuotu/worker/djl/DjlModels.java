package io.kuotu.worker.djl;

import io.kuotu.common.fleet.BundleInfo.Task;
import io.kuotu.common.lifecycle.Closer;
import io.kuotu.worker.batch.DeviceModels;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.pipeline.BatchClasses;
import io.kuotu.worker.pipeline.OutpaintModel;
import io.kuotu.worker.pipeline.UpscaleModel;
import io.kuotu.worker.profile.BundleProfile;
import io.kuotu.worker.profile.Profile;
import io.kuotu.worker.profile.ProfileRules;
import io.kuotu.worker.profile.ProfileTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All bundles of a worker on one device. */
public final class DjlModels implements DeviceModels {
    private static final Logger LOG = LoggerFactory.getLogger(DjlModels.class);

    private final Closer closer = new Closer();
    private final DjlDevice device;
    private final Layout layout;
    private final Profiling profiling;
    private final Map<String, OutpaintModel> outpainters = new LinkedHashMap<>();
    private final Map<String, UpscaleModel> upscalers = new LinkedHashMap<>();
    private final List<BundleProfile> profiles = new ArrayList<>();
    private @Nullable Canary canary; // of the first bundle

    /**
     * @param device by name
     * @param precision that modules compute in
     * @param stepClasses batch sizes of denoising; chosen by measurement unless given
     * @param codecClasses batch sizes of encoders, decoders and upscalers; likewise
     * @param rules of measuring
     */
    public record Layout(
            String device,
            Precision precision,
            Optional<BatchClasses> stepClasses,
            Optional<BatchClasses> codecClasses,
            ProfileRules rules) {
        /** Nothing is measured. */
        public Layout(
                String device,
                Precision precision,
                BatchClasses stepClasses,
                BatchClasses codecClasses) {
            this(
                    device,
                    precision,
                    Optional.of(stepClasses),
                    Optional.of(codecClasses),
                    ProfileRules.NONE);
        }
    }

    private DjlModels(DjlDevice device, Layout layout, int trials) {
        this.device = closer.add(device);
        this.layout = layout;
        this.profiling =
                new Profiling(
                        layout.rules(),
                        device.description(layout.precision()),
                        !device.isGpu(),
                        trials);
    }

    /** On the device's thread. Throws {@link io.kuotu.worker.bundle.InvalidBundle}. */
    public static DjlModels load(List<Bundle> bundles, Layout layout) {
        int trials =
                bundles.stream().mapToInt(b -> b.manifest().task() == Task.OUTPAINT ? 3 : 1).sum();
        DjlModels models = new DjlModels(DjlDevice.open(layout.device()), layout, trials);
        try {
            bundles.forEach(models::add);
        } catch (RuntimeException e) {
            models.close();
            throw e;
        }
        return models;
    }

    private void add(Bundle bundle) {
        long start = System.nanoTime();
        switch (bundle.manifest().task()) {
            case OUTPAINT -> addOutpainter(bundle);
            case UPSCALE, COLOURISE, STYLE -> addUpscaler(bundle);
        }
        LOG.info(
                "{} on {} in {}, {} ms",
                bundle.label(),
                layout.device(),
                layout.precision(),
                (System.nanoTime() - start) / 1_000_000);
    }

    private void addOutpainter(Bundle bundle) {
        DjlOutpaintModel model =
                closer.add(
                        DjlOutpaintModel.load(
                                device,
                                bundle,
                                layout.precision(),
                                BatchClasses.SINGLE,
                                BatchClasses.SINGLE));
        watch(() -> Rehearsal.of(bundle, model), Rehearsal.of(bundle, model));
        model.choose(Profiling.ANY, Profiling.ANY);
        BundleProfile profile = profiling.of(bundle, DjlTrials.of(model));
        model.choose(
                layout.stepClasses().orElseGet(profile::stepClasses),
                layout.codecClasses().orElseGet(profile::codecClasses));
        outpainters.put(bundle.name(), model);
        keep(profile);
    }

    private void addUpscaler(Bundle bundle) {
        DjlUpscaleModel model =
                closer.add(
                        DjlUpscaleModel.load(
                                device, bundle, layout.precision(), BatchClasses.SINGLE));
        watch(() -> Rehearsal.of(bundle, model), Rehearsal.of(bundle, model));
        model.choose(Profiling.ANY);
        BundleProfile profile = profiling.of(bundle, DjlTrials.of(model));
        model.choose(layout.codecClasses().orElseGet(profile::tileClasses));
        upscalers.put(bundle.name(), model);
        keep(profile);
    }

    private void watch(Supplier<float[]> act, float[] first) {
        if (canary == null) {
            canary = new Canary(act, first);
        }
    }

    private void keep(BundleProfile profile) {
        profiles.add(profile);
        if (!layout.rules().budget().isZero()) {
            ProfileTable.lines(profile, work -> classes(profile.bundle(), work)).forEach(LOG::info);
        }
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
    public Optional<Memory> memory() {
        return device.memory();
    }

    @Override
    public int tensors() {
        return device.tensors();
    }

    @Override
    public long forwardNanos() {
        return device.forwardNanos();
    }

    @Override
    public Profile profile() {
        return new Profile(device.description(layout.precision()), profiles);
    }

    @Override
    public void check() {
        if (canary != null) {
            canary.check();
        }
    }

    @Override
    public void close() {
        closer.close();
    }
}
