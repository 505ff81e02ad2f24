package io.kuotu.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The one that runs this. */
final class Machine {
    private Machine() {}

    /** Processor, number of them, and how busy they were when asked. */
    static String words() {
        return processor()
                + ", "
                + Runtime.getRuntime().availableProcessors()
                + " processors, load "
                + load();
    }

    private static String processor() {
        try {
            return Files.readString(Path.of("/proc/cpuinfo"))
                    .lines()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch", "unknown"));
        } catch (IOException e) {
            return System.getProperty("os.arch", "unknown");
        }
    }

    private static String load() {
        try {
            String all = Files.readString(Path.of("/proc/loadavg"));
            return all.substring(0, all.indexOf(' '));
        } catch (IOException e) {
            return "unknown";
        }
    }
}
