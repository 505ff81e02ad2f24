package io.kuotu.cli.bench.gateway;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Java program holds: live objects after a collection, and all that the virtual machine
 * counts outside of the heap (direct buffers, threads, its own). Bytes.
 *
 * @param live objects
 * @param outside of the heap
 * @param resident as the system sees it, garbage and free room of the heap included
 */
record Memory(long live, long outside, long resident) {
    /** The program must run with this. */
    static final String OPTION = "-XX:NativeMemoryTracking=summary";

    private static final Pattern USED = Pattern.compile("used (\\d+)K");
    private static final Pattern TOTAL =
            Pattern.compile("Total: reserved=\\d+KB, committed=(\\d+)KB");
    private static final Pattern HEAP =
            Pattern.compile("Java Heap \\(reserved=\\d+KB, committed=(\\d+)KB");

    static Memory of(Program program) throws IOException {
        program.jcmd("GC.run");
        program.jcmd("GC.run");
        return parse(
                program.jcmd("GC.heap_info"),
                program.jcmd("VM.native_memory", "summary"),
                program.residentBytes());
    }

    static Memory parse(String heapInfo, String nativeMemory, long resident) {
        return new Memory(
                kilobytes(USED, heapInfo),
                kilobytes(TOTAL, nativeMemory) - kilobytes(HEAP, nativeMemory),
                resident);
    }

    private static long kilobytes(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw new IllegalArgumentException("no '" + pattern + "' in: " + text);
        }
        return Long.parseLong(found.group(1)) << 10;
    }

    long held() {
        return live + outside;
    }
}
