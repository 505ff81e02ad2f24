package io.kuotu.worker.djl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What this machine's processor can do. */
public final class CpuFeatures {
    private static final Path CPUINFO = Path.of("/proc/cpuinfo");
    private static final Pattern BF16 = Pattern.compile("\\b(avx512_bf16|amx_bf16|bf16)\\b");

    private CpuFeatures() {}

    /** As the processor calls itself; what the JVM calls it where that is not known. */
    public static String model() {
        return lines().stream()
                .filter(line -> line.startsWith("model name") || line.startsWith("CPU part"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElseGet(() -> System.getProperty("os.arch", "unknown"));
    }

    private static List<String> lines() {
        try {
            return Files.exists(CPUINFO) ? Files.readAllLines(CPUINFO) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    /**
     * bf16 where the processor multiplies it: there it is nearly twice as fast as fp32, and a
     * sample's result does not depend on the size of its batch. Elsewhere it would be emulated.
     */
    public static Precision bestPrecision() {
        return lines().stream().anyMatch(line -> BF16.matcher(line).find())
                ? Precision.BF16
                : Precision.FP32;
    }
}
