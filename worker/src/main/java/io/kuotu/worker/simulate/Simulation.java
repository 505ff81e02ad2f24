package io.kuotu.worker.simulate;

import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleManifest;
import java.util.List;
import java.util.Locale;

/**
 * What is simulated, and how everybody is told. Immutable.
 *
 * @param measured what a real worker took
 * @param speed how many times as fast as that; what is not 1 is hypothetical
 */
public record Simulation(SimulationProfile measured, double speed) {
    /** In every version of a bundle, name of a device and manifest. */
    public static final String MARK = "SIMULATED";

    public Simulation {
        if (!(speed > 0 && speed < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("speed: " + speed + " must be more than 0");
        }
    }

    /** What things take here. */
    SimulationProfile profile() {
        return speed == 1 ? measured : measured.faster(speed);
    }

    /** In words, for signs of life, logs and manifests. */
    public String description() {
        return MARK + pace() + " (measured on: " + measured.device() + ")";
    }

    private String pace() {
        return speed == 1
                ? ""
                : String.format(
                        Locale.ROOT, ", %.4g times as fast as measured: HYPOTHETICAL", speed);
    }

    /** The same bundles; their versions, and so their labels everywhere, say it. */
    public List<Bundle> marked(List<Bundle> bundles) {
        return bundles.stream().map(this::marked).toList();
    }

    /** A version, or a label that ends with one. */
    String marked(String version) {
        return version + "-" + MARK + (speed == 1 ? "" : "-HYPOTHETICAL");
    }

    private Bundle marked(Bundle bundle) {
        BundleManifest real = bundle.manifest();
        return new Bundle(
                bundle.folder(),
                new BundleManifest(
                        real.format(),
                        real.name(),
                        marked(real.version()),
                        real.task(),
                        real.preferredOn(),
                        real.licence(),
                        real.files(),
                        real.outpaint(),
                        real.upscale(),
                        real.image()));
    }
}
