package io.kuotu.cli.bench.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of a bench. It ends with the bench, however that ends. */
final class Program implements AutoCloseable {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");

    private final Process process;
    private final String firstWords;

    private Program(Process process, String firstWords) {
        this.process = process;
        this.firstWords = firstWords;
    }

    /** Returns when it has said a line that begins with {@code sign}. */
    static Program start(List<String> command, Map<String, String> environment, String sign)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process))); // Ctrl-C ends it too
        BufferedReader said = process.inputReader();
        String line = said.readLine();
        while (line != null && !line.startsWith(sign)) {
            line = said.readLine();
        }
        if (line == null) {
            throw new IOException("it ended before it said '" + sign + "': " + command.getFirst());
        }
        // what it says later is read too: a full pipe would stop it
        Thread _ = Thread.ofVirtual().start(() -> said.lines().forEach(_ -> {}));
        return new Program(process, line.substring(sign.length()).strip());
    }

    /** Returns when it takes connections at this port of this machine. */
    static Program serving(List<String> command, Map<String, String> environment, int port)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process)));
        while (!listens(port)) {
            if (!process.isAlive()) {
                throw new IOException("it ended before it listened: " + command.getFirst());
            }
            Thread.sleep(50);
        }
        return new Program(process, Integer.toString(port));
    }

    private static boolean listens(int port) {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** A main class of this build, with this process's class path. */
    static Program java(List<String> options, Class<?> main, List<String> arguments, String sign)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(JAVA.resolve("java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("-Dkuotu.log.level=WARN");
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(arguments);
        return start(command, Map.of(), sign);
    }

    /** What followed the sign. */
    String firstWords() {
        return firstWords;
    }

    /** Processor time so far, of it and its children, s. */
    double cpuSeconds() {
        return cpu(process.toHandle()) + process.descendants().mapToDouble(Program::cpu).sum();
    }

    private static double cpu(ProcessHandle handle) {
        return handle.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }

    /** Resident memory, bytes; Linux only. */
    long residentBytes() throws IOException {
        String line =
                Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                        .filter(l -> l.startsWith("VmRSS:"))
                        .findFirst()
                        .orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
    }

    /** What {@code jcmd} answers; for Java programs. */
    String jcmd(String... words) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(JAVA.resolve("jcmd").toString(), Long.toString(process.pid())));
        command.addAll(List.of(words));
        Process asked = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(asked.getInputStream().readAllBytes(), UTF_8);
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroy();
    }

    @Override
    public void close() {
        end(process);
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
