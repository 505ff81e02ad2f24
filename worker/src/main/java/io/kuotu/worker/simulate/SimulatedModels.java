package io.kuotu.worker.simulate;

import io.kuotu.worker.batch.DeviceModels;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.pipeline.BatchClasses;
import io.kuotu.worker.pipeline.OutpaintModel;
import io.kuotu.worker.pipeline.UpscaleModel;
import io.kuotu.worker.profile.BundleProfile;
import io.kuotu.worker.profile.Profile;
import io.kuotu.worker.profile.Work;
import io.kuotu.worker.profile.WorkProfile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** All bundles of a worker on one simulated device. */
public final class SimulatedModels implements DeviceModels {
    private final Simulation simulation;
    private final Profile profile;
    private final SimulatedDevice device = new SimulatedDevice();
    private final AtomicInteger held = new AtomicInteger();
    private final Map<String, OutpaintModel> outpainters = new LinkedHashMap<>();
    private final Map<String, UpscaleModel> upscalers = new LinkedHashMap<>();

    private SimulatedModels(Simulation simulation) {
        this.simulation = simulation;
        this.profile = simulation.profile().profile();
    }

    /**
     * @param bundles whose manifests say what requests may ask for
     * @param simulation what they take
     * @param stepClasses batch sizes of denoising; chosen from the profile unless given
     * @throws IllegalArgumentException for a bundle that was not measured
     */
    public static SimulatedModels load(
            List<Bundle> bundles, Simulation simulation, Optional<BatchClasses> stepClasses) {
        SimulatedModels models = new SimulatedModels(simulation);
        bundles.forEach(bundle -> models.add(bundle, stepClasses));
        return models;
    }

    private void add(Bundle bundle, Optional<BatchClasses> stepClasses) {
        BundleProfile measured = measured(bundle);
        bundle.manifest()
                .outpaint()
                .ifPresent(
                        o ->
                                outpainters.put(
                                        bundle.name(),
                                        new SimulatedOutpaintModel(
                                                o,
                                                device,
                                                measured,
                                                stepClasses.orElseGet(measured::stepClasses),
                                                held)));
        bundle.manifest()
                .upscale()
                .ifPresent(
                        u ->
                                upscalers.put(
                                        bundle.name(),
                                        new SimulatedUpscaleModel(
                                                u.factor(), u.reach(), device, measured)));
        bundle.manifest()
                .image()
                .ifPresent(
                        image ->
                                upscalers.put(
                                        bundle.name(),
                                        new SimulatedUpscaleModel(
                                                1, image.tileReach(), device, measured)));
    }

    private BundleProfile measured(Bundle bundle) {
        Set<Work> needed =
                bundle.manifest().outpaint().isPresent()
                        ? Set.of(Work.ENCODE, Work.STEP, Work.DECODE)
                        : Set.of(Work.ENLARGE);
        return profile.of(bundle.name())
                .filter(BundleProfile::isWhole)
                .filter(b -> works(b).containsAll(needed))
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "kuotu.worker.simulation.profile: the bundle "
                                                + bundle.name()
                                                + " was not measured, or not all that it does"));
    }

    private static Set<Work> works(BundleProfile bundle) {
        return bundle.works().stream().map(WorkProfile::work).collect(Collectors.toSet());
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
        return simulation.description();
    }

    @Override
    public long forwardNanos() {
        return device.busyNanos();
    }

    @Override
    public Profile profile() {
        return profile;
    }

    /** Samples that are held. */
    @Override
    public int tensors() {
        return held.get();
    }

    @Override
    public void close() {}
}
