package io.kuotu.worker;

import io.kuotu.common.lifecycle.Closer;
import io.kuotu.worker.batch.DeviceLoop;
import io.kuotu.worker.batch.DeviceMeter;
import io.kuotu.worker.batch.DeviceModels;
import io.kuotu.worker.batch.Devices;
import io.kuotu.worker.batch.LoopMeter;
import io.kuotu.worker.batch.PhaseMeter;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.djl.DjlModels;
import io.kuotu.worker.profile.ProfileMeter;
import io.kuotu.worker.simulate.SimulatedModels;
import io.kuotu.worker.simulate.Simulation;
import io.prometheus.client.CollectorRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Opens a worker's devices, one after another; all of them or none. */
final class DeviceStart {
    private final WorkerSettings settings;
    private final List<Bundle> bundles;
    private final Optional<Simulation> simulation;
    private final LoopMeter meter;
    private final ProfileMeter profiles;
    private final DeviceMeter held;
    private final InstantSource clock;

    DeviceStart(
            WorkerSettings settings,
            List<Bundle> bundles,
            Optional<Simulation> simulation,
            CollectorRegistry registry,
            InstantSource clock) {
        this.settings = settings;
        this.bundles = bundles;
        this.simulation = simulation;
        this.meter = new LoopMeter(registry, "none");
        this.profiles = new ProfileMeter(registry);
        this.held = new DeviceMeter(registry);
        this.clock = clock;
    }

    /** What the devices tell of jobs. */
    PhaseMeter phases() {
        return meter.phases();
    }

    Devices open(List<DeviceName> names) {
        Closer closer = new Closer();
        try {
            List<DeviceLoop> loops = new ArrayList<>();
            names.forEach(name -> loops.add(closer.add(open(name))));
            return new Devices(loops);
        } catch (RuntimeException e) {
            closer.close();
            throw e;
        }
    }

    private DeviceLoop open(DeviceName name) {
        DeviceLoop loop =
                DeviceLoop.start(
                        "device-" + name.label(),
                        opener(name),
                        settings.worker().slots(),
                        clock,
                        meter.of(name.label()));
        DeviceModels models = loop.models();
        held.show(name.label(), models);
        models.profile()
                .bundles()
                .forEach(b -> profiles.show(name.label(), b, w -> models.classes(b.bundle(), w)));
        return loop;
    }

    private Supplier<DeviceModels> opener(DeviceName name) {
        return simulation.isPresent()
                ? () -> SimulatedModels.load(bundles, simulation.get(), settings.stepClasses())
                : () -> DjlModels.load(bundles, layout(name));
    }

    private DjlModels.Layout layout(DeviceName name) {
        return new DjlModels.Layout(
                name.name(),
                settings.precision(name),
                settings.stepClasses(),
                Optional.empty(),
                settings.profileRules(name));
    }
}
