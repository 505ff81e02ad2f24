package io.kuotu.worker;

import io.kuotu.common.config.KafkaSettings;
import io.kuotu.common.config.LimitSettings;
import io.kuotu.common.config.SettingsLoader;
import io.kuotu.common.config.SettingsSources;
import io.kuotu.common.config.StoreSettings;
import io.kuotu.common.config.TraceSettings;
import io.kuotu.worker.djl.CpuFeatures;
import io.kuotu.worker.djl.Precision;
import io.kuotu.worker.pipeline.BatchClasses;
import io.kuotu.worker.profile.ProfileRules;
import io.kuotu.worker.profile.ProfileStore;
import io.kuotu.worker.provenance.Marker;
import io.kuotu.worker.simulate.Simulation;
import io.kuotu.worker.simulate.SimulationProfile;
import io.smallrye.config.WithDefault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Everything that can be set about a worker, under the prefix {@code kuotu}. */
public interface WorkerSettings {
    KafkaSettings kafka();

    StoreSettings store();

    LimitSettings limits();

    TraceSettings traces();

    WorkerOnly worker();

    /** Keys under {@code kuotu.worker}. */
    interface WorkerOnly {
        /** Its name; host name and process id unless set. */
        Optional<String> id();

        @WithDefault("default")
        String pool();

        /**
         * Private key (Ed25519, PKCS#8 in PEM) that signs what pictures and manifests say; they say
         * it unsigned unless set.
         */
        Optional<Path> signingKeyFile();

        /** What signatures call that key; its thumbprint (RFC 7638) unless set. */
        Optional<String> signingKeyId();

        CredentialsOnly c2pa();

        /** Folder of bundles. */
        Path models();

        /**
         * Where bundles lie in the object store, as {@code models/} with a folder for each; they
         * are brought into {@link #models} before that is read.
         */
        Optional<String> modelsInStore();

        /**
         * Names of the bundles to serve, the default of each task first; all of the folder unless
         * set.
         */
        Optional<List<String>> bundles();

        /**
         * A loop each: {@code cpu}, {@code gpu0} and so on; {@code cpu} more than once shares the
         * processors. All GPUs that are seen unless set, else the processor, in two loops. {@code
         * simulated}, as often as there are to be loops: nothing is computed, see {@link
         * SimulationOnly}.
         */
        Optional<List<String>> devices();

        SimulationOnly simulation();

        /** Processor threads of one operation; all processors, shared by the loops, unless set. */
        OptionalInt threads();

        /** What models compute in; the best of the device unless set. */
        Optional<Precision> precision();

        /** Batch sizes of denoising; chosen by measurement unless set. */
        Optional<List<Integer>> batchSizes();

        /** Samples that are denoised in turn. */
        @WithDefault("8")
        int slots();

        /** Jobs of each tier that may be held at once. */
        @WithDefault("4")
        int lanesPerTier();

        /** Sampling starts from a draft made of the source's patches, not from its mirror image. */
        @WithDefault("true")
        boolean draft();

        ProfileOnly profile();

        Finish finish();

        Detail detail();

        Retry retry();

        Previewing preview();

        /** How often a job is begun before it fails for good. */
        @WithDefault("3")
        int maxAttempts();

        /**
         * How long a store that refuses (no permission, no bucket, no space) is asked again before
         * the job is dead.
         */
        @WithDefault("PT1M")
        Duration storePatience();

        /** How long jobs may go on after a shutdown began; what is left then is handed back. */
        @WithDefault("PT20S")
        Duration drainGrace();

        /** Memory for pictures in MiB; half of the heap unless set. */
        OptionalInt pictureMemoryMib();

        /** Of the health and metrics endpoint; 0 is any free one. */
        @WithDefault("8081")
        int opsPort();

        @WithDefault("127.0.0.1")
        String opsHost();
    }

    /** Keys under {@code kuotu.worker.c2pa}: content credentials; both or none. */
    interface CredentialsOnly {
        /** PEM, the signer's own certificate first. */
        Optional<Path> certificatesFile();

        /** Its private key (PKCS#8 in PEM): Ed25519, or EC over P-256. */
        Optional<Path> keyFile();
    }

    /** Keys under {@code kuotu.worker.profile}: bundles are timed when the worker starts. */
    interface ProfileOnly {
        /**
         * Time for all bundles of a device; at 0 nothing is measured and batches are of one. 6 s on
         * a processor, 30 s on a GPU, whose first call of each shape is slow, unless set.
         */
        Optional<Duration> budget();

        /** Where profiles are kept between starts; this user's folder of caches unless set. */
        Optional<Path> folder();

        /** Measures again what is kept. */
        @WithDefault("false")
        boolean fresh();
    }

    /** Keys under {@code kuotu.worker.simulation}: of devices that are simulated. */
    interface SimulationOnly {
        /** What a real worker took, as JSON; the one that ships unless set. */
        Optional<Path> profile();

        /** How many times as fast as that; what is not 1 is hypothetical. */
        @WithDefault("1.0")
        double speed();
    }

    /** Keys under {@code kuotu.worker.finish}: what is done to generated parts. */
    interface Finish {
        /** The model's known error at the border is carried outwards. */
        @WithDefault("true")
        boolean membrane();

        /** The source's own fine texture is laid in. */
        @WithDefault("true")
        boolean texture();
    }

    /** Keys under {@code kuotu.worker.detail}: the canvas again at twice the size, in tiles. */
    interface Detail {
        /** How often; 0 is never. */
        @WithDefault("0")
        int levels();

        /** Level of noise that each starts from, 0 to 1. */
        @WithDefault("0.4")
        double start();
    }

    /** Keys under {@code kuotu.worker.retry}: another seed where a seam shows. */
    interface Retry {
        /** Above it a picture is made again: seam by lines inside of the source. */
        @WithDefault("1.8")
        double seamRatio();

        /** How often at most, for each pass; 0 is never. */
        @WithDefault("1")
        int most();

        /** How often at most, for each pass, where a job's {@code min_consistency} is not met. */
        @WithDefault("3")
        int consistencyMost();
    }

    /** Keys under {@code kuotu.worker.preview}: of jobs that asked for previews. */
    interface Previewing {
        /** One after so many steps at most; the last step has none, a short path one halfway. */
        @WithDefault("4")
        int every();
    }

    /** Throws {@link io.kuotu.common.config.InvalidSettings} with everything that is wrong. */
    static WorkerSettings load(SettingsSources sources) {
        return SettingsLoader.load(
                WorkerSettings.class,
                sources,
                Set.of("gateway", "tenants"),
                WorkerSettings::problems);
    }

    private static List<String> problems(WorkerSettings settings) {
        List<String> problems = new ArrayList<>();
        problems.addAll(settings.traces().problems());
        WorkerOnly worker = settings.worker();
        positive(problems, "kuotu.worker.slots", worker.slots());
        positive(problems, "kuotu.worker.lanes-per-tier", worker.lanesPerTier());
        positive(problems, "kuotu.worker.preview.every", worker.preview().every());
        positive(problems, "kuotu.worker.max-attempts", worker.maxAttempts());
        if (worker.storePatience().isNegative()) {
            problems.add("kuotu.worker.store-patience: is negative");
        }
        within(problems, "kuotu.worker.detail.levels", worker.detail().levels(), 0, 3);
        within(problems, "kuotu.worker.detail.start", worker.detail().start(), 0.02, 1);
        within(problems, "kuotu.worker.retry.seam-ratio", worker.retry().seamRatio(), 0, 1000);
        within(problems, "kuotu.worker.retry.most", worker.retry().most(), 0, 10);
        int consistencyMost = worker.retry().consistencyMost();
        within(problems, "kuotu.worker.retry.consistency-most", consistencyMost, 0, 10);
        if (worker.profile().budget().filter(Duration::isNegative).isPresent()) {
            problems.add("kuotu.worker.profile.budget: is negative");
        }
        try {
            settings.marker();
        } catch (IllegalArgumentException e) {
            problems.add(e.getMessage());
        }
        worker.threads().ifPresent(threads -> positive(problems, "kuotu.worker.threads", threads));
        if (worker.modelsInStore().isEmpty() && !Files.isDirectory(worker.models())) {
            problems.add(
                    "kuotu.worker.models: " + worker.models().toAbsolutePath() + " is no folder");
        }
        for (String device : worker.devices().orElse(List.of())) {
            DeviceName.problem(device).ifPresent(p -> problems.add("kuotu.worker.devices: " + p));
        }
        worker.devices()
                .flatMap(DeviceName::problem)
                .ifPresent(p -> problems.add("kuotu.worker.devices: " + p));
        within(problems, "kuotu.worker.simulation.speed", worker.simulation().speed(), 1e-3, 1e6);
        if (worker.opsPort() < 0 || worker.opsPort() > 65535) {
            problems.add("kuotu.worker.ops-port: " + worker.opsPort() + " is no port");
        }
        problems.addAll(settings.kafka().problems());
        return problems;
    }

    private static void positive(List<String> problems, String key, int value) {
        if (value < 1) {
            problems.add(key + ": " + value + " must be 1 or more");
        }
    }

    private static void within(
            List<String> problems, String key, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            problems.add(key + ": " + value + " is not " + least + " to " + most);
        }
    }

    /** Reads the keys' files; an {@link IllegalArgumentException} names the setting. */
    default Marker marker() {
        return MarkerSettings.marker(worker());
    }

    default Precision precision(DeviceName device) {
        return worker().precision()
                .orElseGet(() -> device.isCpu() ? CpuFeatures.bestPrecision() : Precision.FP16);
    }

    /** Where devices are simulated. */
    default Optional<Simulation> simulation() {
        SimulationOnly simulation = worker().simulation();
        return DeviceName.areSimulated(worker().devices())
                ? Optional.of(
                        new Simulation(
                                SimulationProfile.read(simulation.profile()), simulation.speed()))
                : Optional.empty();
    }

    /** Batch sizes of denoising, where they are set. */
    default Optional<BatchClasses> stepClasses() {
        return worker().batchSizes().map(BatchClasses::of);
    }

    default ProfileRules profileRules(DeviceName device) {
        ProfileOnly profile = worker().profile();
        Path folder =
                profile.folder()
                        .orElseGet(
                                () ->
                                        ProfileStore.defaultFolder(
                                                System.getenv(), System.getProperty("user.home")));
        Duration budget = profile.budget().orElse(Duration.ofSeconds(device.isCpu() ? 6 : 30));
        return new ProfileRules(budget, Optional.of(folder), profile.fresh());
    }
}
