package io.kuotu.cli.bench.gateway;

import static java.util.Objects.requireNonNull;

import io.kuotu.cli.Home;
import io.kuotu.cli.bench.Figure;
import io.kuotu.cli.bench.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kuotu bench gateway}. */
@Command(
        name = "gateway",
        description = {
            "Submissions a second beside a bare handler's on the same broker and, with --python,"
                    + " FastAPI + Celery + Redis; idle event streams; a start with a full log; a"
                    + " board of a million jobs.",
            "Each contender is a process of its own. See load-tests/peers/accept."
        })
public final class GatewayBench implements Callable<Integer> {
    /** Of the bench. */
    enum Part {
        ACCEPT,
        STREAMS,
        RESTART,
        BOARD
    }

    @Option(
            names = "--part",
            paramLabel = "NAME",
            split = ",",
            description = "Of ${COMPLETION-CANDIDATES}; all unless set.")
    private Set<Part> parts = Set.of(Part.values());

    @Option(names = "--connections", paramLabel = "N", defaultValue = "128")
    private int connections;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5")
    private int rounds;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Of each measurement; the warm-up takes twice as long.")
    private int seconds;

    @Option(
            names = "--streams",
            paramLabel = "N",
            defaultValue = "10000",
            description = "That are idle: as many files must be allowed to be open (ulimit -n).")
    private int streams;

    @Option(
            names = "--logged",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Jobs in the log at the restart.")
    private int logged;

    @Option(
            names = "--on-board",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Jobs on the board.")
    private int onBoard;

    @Option(
            names = "--keyed",
            description = "Also with an Idempotency-Key, another for each submission.")
    private boolean keyed;

    @Option(
            names = "--python",
            paramLabel = "FILE",
            description = "A Python with load-tests/peers/accept/requirements.txt.")
    private Optional<Path> python = Optional.empty();

    @Option(
            names = "--gateway-java",
            paramLabel = "OPTION",
            description = "For the gateway's Java, such as -XX:StartFlightRecording=...")
    private List<String> options = List.of();

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there too.")
    private Optional<Path> json = Optional.empty();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = requireNonNull(spec).commandLine().getOut();
        Path folder = Files.createTempDirectory("kuotu-bench-");
        List<Figure> figures = new ArrayList<>();
        try {
            if (parts.contains(Part.ACCEPT)) {
                figures.addAll(accept(folder.resolve("accept"), out));
            }
            if (parts.contains(Part.STREAMS)) {
                try (World world = world(folder.resolve("streams"))) {
                    figures.addAll(IdleStreams.measure(world, streams));
                }
            }
            if (parts.contains(Part.RESTART)) {
                try (World world = world(folder.resolve("restart"))) {
                    figures.addAll(Restart.measure(world, logged, gatewayJava()));
                }
            }
            if (parts.contains(Part.BOARD)) {
                figures.addAll(BoardFill.measure(onBoard, 100));
                figures.addAll(BoardFill.measure(onBoard, 50));
            }
        } finally {
            Home.delete(folder);
        }
        Report report = new Report("gateway", Report.thisMachine(), figures);
        report.print(out);
        if (json.isPresent()) {
            report.write(json.get());
        }
        return 0;
    }

    private static World world(Path folder) throws IOException, InterruptedException {
        return World.begin(Files.createDirectories(folder));
    }

    private List<String> gatewayJava() {
        List<String> all = new ArrayList<>(List.of("-Xmx2g"));
        all.addAll(options);
        return all;
    }

    private List<Figure> accept(Path folder, PrintWriter out) throws Exception {
        List<AutoCloseable> open = new ArrayList<>();
        try (World world = world(folder)) {
            List<AcceptContest.Contender> contenders = new ArrayList<>();
            Program floor = Floor.start(world.bootstrapServers());
            open.add(floor);
            Program gateway = world.gateway(gatewayJava());
            open.add(gateway);
            String image = world.uploadedImage(gateway);
            contenders.add(contender(AcceptContest.FLOOR, floor, Floor.port(floor), image, false));
            int port = World.port(gateway);
            contenders.add(contender(AcceptContest.OURS, gateway, port, image, false));
            if (keyed) {
                contenders.add(contender(AcceptContest.KEYED, gateway, port, image, true));
            }
            celery(folder, out)
                    .ifPresent(
                            celery -> {
                                open.add(celery);
                                contenders.add(
                                        contender(
                                                AcceptContest.CELERY,
                                                celery.api(),
                                                Integer.parseInt(celery.api().firstWords()),
                                                Celery.IMAGE,
                                                false));
                            });
            AcceptContest.Plan plan =
                    new AcceptContest.Plan(
                            connections,
                            Duration.ofSeconds(2L * seconds),
                            Duration.ofSeconds(seconds),
                            rounds);
            List<Figure> figures =
                    new ArrayList<>(new AcceptContest(plan, world.backbone(), out).run(contenders));
            figures.add(
                    Figure.of(
                            "bare producer, records of 700 bytes, 256 in flight",
                            AcceptContest.bareProducer(Floor.port(floor)),
                            "1/s"));
            return figures;
        } finally {
            for (AutoCloseable one : open.reversed()) {
                one.close();
            }
        }
    }

    private static AcceptContest.Contender contender(
            String name, Program program, int port, String image, boolean keyed) {
        return new AcceptContest.Contender(name, program, port, AcceptContest.post(image, keyed));
    }

    private Optional<Celery> celery(Path folder, PrintWriter out)
            throws IOException, InterruptedException {
        if (python.isEmpty()) {
            out.println("FastAPI + Celery + Redis are left out: --python names no Python for them");
            return Optional.empty();
        }
        Path program =
                Home.models().resolveSibling("..").resolve("load-tests/peers/accept").normalize();
        int workers = Runtime.getRuntime().availableProcessors();
        return Optional.of(Celery.start(python.get(), program, folder.resolve("redis"), workers));
    }
}
