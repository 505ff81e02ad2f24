package io.kuotu.worker.simulate;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.wire.JsonCodec;
import io.kuotu.worker.profile.BundleProfile;
import io.kuotu.worker.profile.Measure;
import io.kuotu.worker.profile.Profile;
import io.kuotu.worker.profile.WorkProfile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a real worker took for its jobs, measured. Immutable; as JSON, {@link JsonCodec} reads it.
 *
 * @param measured when, by which command, under which load; for readers
 * @param device in words: processor or card, precision, threads, library
 * @param bundles what the device took for each, one loop
 * @param phases what the work on pictures took, each phase once
 */
public record SimulationProfile(
        String measured, String device, List<BundleProfile> bundles, List<PhaseTime> phases) {
    private static final String SHIPPED = "/profiles/cpu-2-cores.json";

    public SimulationProfile {
        requireNonNull(measured, "measured is missing");
        requireNonNull(device, "device is missing");
        bundles = List.copyOf(requireNonNull(bundles, "bundles is missing"));
        phases = List.copyOf(requireNonNull(phases, "phases is missing"));
        for (Phase phase : Phase.values()) {
            long times = phases.stream().filter(p -> p.phase() == phase).count();
            if (times != 1) {
                throw new IllegalArgumentException(
                        "phases: " + phase.label() + " is there " + times + " times, not once");
            }
        }
    }

    /**
     * @param file of a profile; the one that ships unless given
     * @throws IllegalArgumentException for a file that cannot be read as one
     */
    public static SimulationProfile read(Optional<Path> file) {
        try {
            byte[] json = file.isPresent() ? Files.readAllBytes(file.get()) : shipped();
            return JsonCodec.decode(json, SimulationProfile.class);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "kuotu.worker.simulation.profile: cannot be read: " + e, e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "kuotu.worker.simulation.profile: " + e.getMessage(), e);
        }
    }

    private static byte[] shipped() {
        try (InputStream in = SimulationProfile.class.getResourceAsStream(SHIPPED)) {
            return requireNonNull(in, SHIPPED + " is missing").readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(SHIPPED + " cannot be read", e);
        }
    }

    Profile profile() {
        return new Profile(device, bundles);
    }

    /** Whose bundles such a device prefers: {@code cpu} or {@code gpu}. */
    public String kind() {
        return device.startsWith("GPU") ? "gpu" : "cpu";
    }

    Duration time(Phase phase, long pixels) {
        return phases.stream().filter(p -> p.phase() == phase).findFirst().orElseThrow().of(pixels);
    }

    /**
     * Of a device that nobody has measured, if {@code speed} is not 1.
     *
     * @param speed how many times as fast
     */
    SimulationProfile faster(double speed) {
        return new SimulationProfile(
                measured,
                device,
                bundles.stream().map(b -> faster(b, speed)).toList(),
                phases.stream().map(p -> p.faster(speed)).toList());
    }

    private static BundleProfile faster(BundleProfile bundle, double speed) {
        return new BundleProfile(
                bundle.bundle(), bundle.works().stream().map(w -> faster(w, speed)).toList());
    }

    private static WorkProfile faster(WorkProfile work, double speed) {
        return new WorkProfile(
                work.work(),
                work.canvas(),
                work.sizes().stream()
                        .map(m -> new Measure(m.batch(), m.ms() / speed, m.bits()))
                        .toList());
    }
}
