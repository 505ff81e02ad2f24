package io.kuotu.chaos.program;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program that is started again whenever it ends, as an orchestrator would, until it is closed.
 * What it says goes to a file. A thread of its own waits for its end; all else is for any thread.
 */
public final class Program implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Program.class);
    private static final Path BIN = Path.of(System.getProperty("java.home"), "bin");

    /** Of a process that ended by itself, as orchestrators pause. */
    private static final Duration BACK_OFF = Duration.ofSeconds(1);

    private final String name;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private final boolean saysReady;
    private final List<Death> deaths = new ArrayList<>(); // guarded by this

    private @Nullable Process process; // guarded by this, as all below
    private Optional<Duration> killedFor = Optional.empty();
    private boolean ready;
    private boolean frozen;
    private boolean closed;
    private int starts;

    /**
     * An end that nobody had asked for.
     *
     * @param wasReady whether it had begun to serve
     */
    public record Death(String program, int exitCode, boolean wasReady) {}

    private Program(
            String name,
            List<String> command,
            Map<String, String> environment,
            Path log,
            boolean saysReady) {
        this.name = name;
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.log = log;
        this.saysReady = saysReady;
    }

    /** Any command; it counts as ready once it runs. */
    public static Program of(
            String name, List<String> command, Map<String, String> environment, Path log) {
        return new Program(name, command, environment, log, false);
    }

    /**
     * A {@link Node} with this process's class path.
     *
     * @param heapMib its largest heap
     */
    public static Program node(String name, int heapMib, List<String> arguments, Path log) {
        List<String> command = new ArrayList<>();
        command.add(BIN.resolve("java").toString());
        command.addAll(
                List.of(
                        "-Xmx" + heapMib + "m",
                        "-XX:+UseSerialGC", // many small processes on few processors,
                        "-XX:TieredStopAtLevel=1", // most of whose time is their start
                        "-XX:+ExitOnOutOfMemoryError",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dkuotu.log.level=INFO",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Node.class.getName()));
        command.addAll(arguments);
        return new Program(name, command, Map.of(), log, true);
    }

    /** Returns at once; see {@link #awaitReady}. */
    public Program start() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::destroy)); // Ctrl-C ends it too
        Thread _ = Thread.ofVirtual().name("keeper-of-" + name).start(this::keep);
        return this;
    }

    private void keep() {
        try {
            while (!isClosed()) {
                Process started = launch();
                listen(started);
                int exit = started.waitFor();
                Thread.sleep(ended(exit));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.error("{} cannot be started", name, e);
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized Process launch() throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        Process started = builder.start();
        process = started;
        ready = !saysReady;
        starts++;
        if (closed) { // while it was being started
            started.destroyForcibly();
        }
        return started;
    }

    /** What it says on its standard output: that it is ready; the rest is let go. */
    private void listen(Process started) {
        Thread _ =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try (BufferedReader said = started.inputReader()) {
                                        said.lines()
                                                .filter(Node.READY::equals)
                                                .forEach(_ -> becomesReady(started));
                                    } catch (IOException | UncheckedIOException e) {
                                        LOG.debug("{} says no more", name);
                                    }
                                });
    }

    private synchronized void becomesReady(Process which) {
        if (which.equals(process)) {
            ready = true;
            notifyAll();
        }
    }

    /** How long to wait before it is started again. */
    private synchronized Duration ended(int exit) {
        Optional<Duration> killed = killedFor;
        if (killed.isEmpty() && !closed) {
            deaths.add(new Death(name, exit, ready));
            LOG.warn("{} ended by itself with {}; see {}", name, exit, log);
        }
        killedFor = Optional.empty();
        process = null;
        ready = false;
        frozen = false;
        return killed.orElse(BACK_OFF);
    }

    /**
     * SIGKILL, wherever it is; started again after that time. False where there was no process to
     * kill.
     */
    public synchronized boolean kill(Duration away) {
        Process victim = process;
        if (victim == null || killedFor.isPresent()) {
            return false;
        }
        killedFor = Optional.of(away);
        victim.descendants().forEach(ProcessHandle::destroyForcibly);
        victim.destroyForcibly();
        return true;
    }

    /**
     * SIGSTOP: it stays as it is, with all its connections, and does nothing. False where there was
     * no process.
     */
    public synchronized boolean freeze() throws IOException, InterruptedException {
        frozen = signal("STOP");
        return frozen;
    }

    /** It goes on; nothing where it does not stand still. */
    public synchronized void thaw() throws IOException, InterruptedException {
        if (frozen) {
            signal("CONT");
            frozen = false;
        }
    }

    private synchronized boolean signal(String signal) throws IOException, InterruptedException {
        Process victim = process;
        return victim != null
                && new ProcessBuilder("kill", "-" + signal, Long.toString(victim.pid()))
                                .redirectErrorStream(true)
                                .start()
                                .waitFor()
                        == 0;
    }

    public synchronized boolean isReady() {
        return ready;
    }

    /** Throws where it is not ready by then. */
    public synchronized void awaitReady(Duration within) throws IOException, InterruptedException {
        long end = System.nanoTime() + within.toNanos();
        while (!ready) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw new IOException(name + " is not ready after " + within + "; see " + log);
            }
            wait(Math.min(left, 1000));
        }
    }

    /** After a collection of its garbage; empty while it does not run. */
    public Optional<Usage> usage() throws IOException, InterruptedException {
        long pid = pid();
        if (pid == 0) {
            return Optional.empty();
        }
        String heap = "";
        if (saysReady) {
            jcmd(pid, "GC.run");
            heap = jcmd(pid, "GC.heap_info");
        }
        return Optional.of(Usage.of(name, pid, heap));
    }

    private static String jcmd(long pid, String words) throws IOException, InterruptedException {
        Process asked =
                new ProcessBuilder(BIN.resolve("jcmd").toString(), Long.toString(pid), words)
                        .redirectErrorStream(true)
                        .start();
        try (BufferedReader said = asked.inputReader()) {
            return said.lines().collect(Collectors.joining("\n"));
        } finally {
            asked.waitFor(20, TimeUnit.SECONDS);
        }
    }

    private synchronized long pid() {
        Process now = process;
        return now == null ? 0 : now.pid();
    }

    public String name() {
        return name;
    }

    public Path log() {
        return log;
    }

    public synchronized int starts() {
        return starts;
    }

    public synchronized List<Death> deaths() {
        return List.copyOf(deaths);
    }

    private synchronized void destroy() {
        Process now = process;
        closed = true;
        if (now != null) {
            now.destroyForcibly();
        }
    }

    /** Told to end; killed where it does not within 15 s. */
    @Override
    public void close() {
        Process now;
        synchronized (this) {
            closed = true;
            now = process;
        }
        if (now == null) {
            return;
        }
        now.destroy();
        try {
            if (!now.waitFor(15, TimeUnit.SECONDS)) {
                now.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
