package io.kuotu.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a process of this machine holds, by /proc.
 *
 * @param residentMb resident memory, MB
 * @param threads of the operating system
 * @param files open handles
 */
record ProcessSize(double residentMb, int threads, int files) {
    private static final double KB_IN_MB = 1000;

    /** Empty where there is no such process, or no /proc. */
    static Optional<ProcessSize> of(long pid) {
        Path folder = Path.of("/proc", Long.toString(pid));
        try (Stream<Path> open = Files.list(folder.resolve("fd"))) {
            int files = (int) open.count();
            String status = Files.readString(folder.resolve("status"));
            return Optional.of(
                    new ProcessSize(
                            number(status, "VmRSS:") / KB_IN_MB,
                            (int) number(status, "Threads:"),
                            files));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static double number(String status, String field) {
        return status.lines()
                .filter(line -> line.startsWith(field))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(Double.NaN);
    }
}
