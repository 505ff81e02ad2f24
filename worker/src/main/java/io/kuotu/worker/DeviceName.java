package io.kuotu.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A device that a worker runs a loop on.
 *
 * @param name {@code cpu}, {@code gpu0}, ...
 * @param label tells loops apart: {@code cpu}, or {@code cpu-1} where there are several
 */
record DeviceName(String name, String label) {
    private static final String CPU = "cpu";
    private static final String FORM = CPU + "|gpu\\d+";

    boolean isCpu() {
        return name.equals(CPU);
    }

    /** What is wrong with a configured name; empty if nothing. */
    static Optional<String> problem(String name) {
        return name.matches(FORM)
                ? Optional.empty()
                : Optional.of("'" + name + "' is neither cpu nor gpu0, gpu1, ...");
    }

    /**
     * @param configured names; unless set, all GPUs that are seen, else the processor
     * @param gpusSeen by the engine
     * @throws IllegalStateException where a GPU is configured that is not there, or twice
     */
    static List<DeviceName> resolve(Optional<List<String>> configured, int gpusSeen) {
        List<String> names = configured.orElseGet(() -> seen(gpusSeen));
        List<DeviceName> resolved = new ArrayList<>();
        for (String name : names) {
            long before = resolved.stream().filter(d -> d.name().equals(name)).count();
            if (!name.equals(CPU)) {
                checkGpu(name, before, gpusSeen);
            }
            resolved.add(new DeviceName(name, before == 0 ? name : name + "-" + before));
        }
        return List.copyOf(resolved);
    }

    /** How many loops there will be on the processor; 1 where nobody asked for any. */
    static int loopsOnCpu(Optional<List<String>> configured) {
        long asked = configured.orElse(List.of()).stream().filter(CPU::equals).count();
        return (int) Math.max(1, asked);
    }

    private static List<String> seen(int gpus) {
        return gpus == 0
                ? List.of(CPU)
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
