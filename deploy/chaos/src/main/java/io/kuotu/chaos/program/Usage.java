package io.kuotu.chaos.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a process takes. Linux only.
 *
 * @param program its name
 * @param residentBytes memory that it has
 * @param threads of the system's
 * @param handles files and connections that it has open
 * @param heapBytes that live objects take; 0 of what is no Java program
 */
public record Usage(String program, long residentBytes, int threads, int handles, long heapBytes) {
    private static final Pattern GENERATION = Pattern.compile("total \\d+K, used (\\d+)K");

    /**
     * @param heapInfo what {@code jcmd GC.heap_info} says, after a collection
     */
    static Usage of(String program, long pid, String heapInfo) throws IOException {
        Path status = Path.of("/proc/" + pid + "/status");
        try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return new Usage(
                    program,
                    number(status, "VmRSS:") << 10,
                    (int) number(status, "Threads:"),
                    (int) open.count(),
                    heap(heapInfo));
        }
    }

    static long heap(String info) {
        return GENERATION.matcher(info).results().mapToLong(m -> Long.parseLong(m.group(1))).sum()
                << 10;
    }

    private static long number(Path status, String field) throws IOException {
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }
}
