package io.kuotu.cli;

import static java.util.Objects.requireNonNull;

import io.kuotu.chaos.Chaos;
import io.kuotu.chaos.cluster.Cluster;
import io.kuotu.chaos.cluster.Shape;
import io.kuotu.chaos.ledger.Ledger;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kuotu chaos}. */
@Command(
        name = "chaos",
        description =
                "Breaks a cluster of real processes on this machine at random under a seed, with"
                        + " jobs flowing, and prints the ledger of what was promised and kept."
                        + " Fails where a promise was broken.",
        sortOptions = false)
final class ChaosCommand implements Callable<Integer> {
    @Option(names = "--seed", paramLabel = "N", description = "Of faults and jobs (default: 1).")
    private long seed = 1;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            description = "In which faults are done (default: 5).")
    private double minutes = 5;

    @Option(
            names = "--every",
            paramLabel = "SECONDS",
            description = "Between faults, on average (default: 6).")
    private double every = 6;

    @Option(names = "--rate", paramLabel = "N", description = "Jobs per second (default: 1).")
    private double rate = 1;

    @Option(names = "--gateways", paramLabel = "N", description = "(default: 2)")
    private int gateways = 2;

    @Option(names = "--workers", paramLabel = "N", description = "(default: 3)")
    private int workers = 3;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            description = "Of workers: simulated (default), or cpu with the real models.")
    private String device = "simulated";

    @Option(
            names = "--settle",
            paramLabel = "SECONDS",
            description = "That the healed cluster may take to end everything (default: 120).")
    private int settle = 120;

    @Option(names = "--plan", description = "Prints the schedule and does nothing.")
    private boolean plan;

    @Option(names = "--json", paramLabel = "FILE", description = "The ledger, for programs.")
    private Optional<Path> json = Optional.empty();

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            description = "Empty, for data and logs; stays. A temporary one goes if all held.")
    private Optional<Path> folder = Optional.empty();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = requireNonNull(spec).commandLine().getOut();
        if (plan) {
            Chaos.plan(options(Path.of("."))).forEach(out::println);
            return 0;
        }
        Path data = folder.isPresent() ? folder.get() : Files.createTempDirectory("kuotu-chaos-");
        Ledger ledger = Chaos.run(options(data), line -> say(out, line));
        say(out, "\n" + ledger.table());
        if (json.isPresent()) {
            Files.writeString(json.get(), ledger.json().toPrettyString() + "\n");
        }
        if (ledger.holds() && folder.isEmpty()) {
            Home.delete(data);
        } else {
            Chaos.logs(data).forEach(log -> say(out, "log: " + log));
        }
        return ledger.holds() ? 0 : 1;
    }

    private static void say(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }

    private Chaos.Options options(Path data) {
        return new Chaos.Options(
                seed,
                seconds(minutes * 60),
                seconds(every),
                rate,
                Duration.ofSeconds(settle),
                new Cluster.Options(
                        data.toAbsolutePath(),
                        new Shape(gateways, workers, device),
                        Home.models().toAbsolutePath(),
                        minio()));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    /** What MINIO_BIN names, else what is on the path. */
    private static Optional<Path> minio() {
        Stream<Path> named = Stream.ofNullable(System.getenv("MINIO_BIN")).map(Path::of);
        Stream<Path> onPath =
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                        .map(place -> Path.of(place, "minio"));
        return Stream.concat(named, onPath).filter(Files::isExecutable).findFirst();
    }
}
