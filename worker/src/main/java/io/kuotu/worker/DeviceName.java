package io.kuotu.worker;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A device that a worker runs a loop on.
 *
 * @param name {@code cpu}, {@code gpu0}, ... or {@code simulated}
 * @param label tells loops apart: {@code cpu}, or {@code cpu-1} where there are several
 */
record DeviceName(String name, String label) {
    private static final String CPU = "cpu";
    private static final String SIMULATED = "simulated";
    private static final String FORM = CPU + "|gpu\\d+|" + SIMULATED;

    boolean isCpu() {
        return name.equals(CPU);
    }

    boolean isSimulated() {
        return name.equals(SIMULATED);
    }

    /** Whether nothing is computed. */
    static boolean areSimulated(Optional<List<String>> configured) {
        return configured.filter(names -> names.contains(SIMULATED)).isPresent();
    }

    /** What is wrong with configured names together; empty if nothing. */
    static Optional<String> problem(List<String> names) {
        boolean mixed =
                names.contains(SIMULATED) && !names.stream().allMatch(n -> n.equals(SIMULATED));
        return mixed
                ? Optional.of(SIMULATED + " goes with no other device: a worker is real or not")
                : Optional.empty();
    }

    /** What is wrong with a configured name; empty if nothing. */
    static Optional<String> problem(String name) {
        return name.matches(FORM)
                ? Optional.empty()
                : Optional.of("'" + name + "' is none of cpu, simulated, gpu0, gpu1, ...");
    }

    /**
     * @param configured names; unless set, all GPUs that are seen, else the processor
     * @param gpusSeen by the engine
     * @param processors of the machine
     * @throws IllegalStateException where a GPU is configured that is not there, or twice
     */
    static List<DeviceName> resolve(
            Optional<List<String>> configured, int gpusSeen, int processors) {
        List<String> names = configured.orElseGet(() -> seen(gpusSeen, processors));
        List<DeviceName> resolved = new ArrayList<>();
        for (String name : names) {
            long before = resolved.stream().filter(d -> d.name().equals(name)).count();
            if (name.startsWith("gpu")) {
                checkGpu(name, before, gpusSeen);
            }
            resolved.add(new DeviceName(name, before == 0 ? name : name + "-" + before));
        }
        return List.copyOf(resolved);
    }

    /** How many loops there will be on the processors; as by default where none is asked for. */
    static int loopsOnCpu(Optional<List<String>> configured, int processors) {
        int asked = Collections.frequency(configured.orElse(List.of()), CPU);
        return asked == 0 ? defaultLoops(processors) : asked;
    }

    /** Measured (BENCHMARKS.md): two loops make more than one of twice the threads. */
    private static int defaultLoops(int processors) {
        return Math.min(2, processors);
    }

    private static List<String> seen(int gpus, int processors) {
        return gpus == 0
                ? Collections.nCopies(defaultLoops(processors), CPU)
                : IntStream.range(0, gpus).mapToObj(i -> "gpu" + i).toList();
    }

    private static void checkGpu(String name, long before, int gpusSeen) {
        int number = Integer.parseInt(name.substring("gpu".length()));
        if (number >= gpusSeen) {
            throw new IllegalStateException(
                    "kuotu.worker.devices: "
                            + name
                            + " is not there: the engine sees "
                            + gpusSeen
                            + " GPU(s)");
        }
        if (before > 0) {
            throw new IllegalStateException("kuotu.worker.devices: " + name + " is there twice");
        }
    }
}
