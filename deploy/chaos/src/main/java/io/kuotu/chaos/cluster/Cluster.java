package io.kuotu.chaos.cluster;

import static java.util.Objects.requireNonNull;

import io.kuotu.chaos.link.Condition;
import io.kuotu.chaos.link.Link;
import io.kuotu.chaos.program.Program;
import io.kuotu.common.lifecycle.Closer;
import io.kuotu.common.store.StoreAddress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Started in the order that data flows, closed in reverse. Gateways and workers reach the broker
 * and the store over links of their own; callers reach the gateways, and this process all of them,
 * without. Thread safe.
 */
public final class Cluster implements AutoCloseable {
    public static final String KEY = "chaos-key-0123456789";
    public static final String WEBHOOK_SECRET =
            "whsec_Y2hhb3MtY2hhb3MtY2hhb3MtY2hhb3MtY2hhb3MtMzI=";

    private static final String ACCESS = "kuotu-chaos";
    private static final String SECRET = "kuotu-chaos-secret";
    private static final Duration UP_WITHIN = Duration.ofMinutes(5);
    private static final int BROKER_MIB = 512;
    private static final int STORE_MIB = 256;
    private static final int GATEWAY_MIB = 256;
    private static final int WORKER_MIB = 512;

    private final Closer closer = new Closer();
    private final Options options;
    private final Disk disk;
    private final Map<String, Program> programs = new LinkedHashMap<>();
    private final Map<String, Link> links = new LinkedHashMap<>();
    private final List<URI> gateways = new ArrayList<>();
    private final int brokerPort;
    private final StoreAddress store;

    /**
     * @param folder for data, settings and logs
     * @param models folder of bundles
     * @param minio the binary; the embedded store unless given
     */
    public record Options(Path folder, Shape shape, Path models, Optional<Path> minio) {}

    private Cluster(Options options) throws IOException, InterruptedException {
        this.options = options;
        List<String> clients = options.shape().clientNames();
        List<Integer> ports = Ports.free(3 + clients.size() + options.shape().gateways());
        this.brokerPort = ports.get(0);
        this.store = address(ports.get(1));
        try {
            this.disk = closer.add(Disk.at(options.folder().resolve("disk")));
            startStore(ports.get(2));
            startBroker(clients, ports.subList(3, 3 + clients.size()));
            awaitUp();
            startClients(ports.subList(3 + clients.size(), ports.size()));
            awaitUp();
        } catch (IOException | InterruptedException | RuntimeException e) {
            closer.close();
            throw e;
        }
    }

    /** Returns when all of it serves. */
    public static Cluster start(Options options) throws IOException, InterruptedException {
        return new Cluster(options);
    }

    private static StoreAddress address(int port) {
        return new StoreAddress(
                URI.create("http://127.0.0.1:" + port),
                Optional.empty(),
                "us-east-1",
                "kuotu",
                ACCESS,
                SECRET);
    }

    private void startStore(int consolePort) {
        String port = Integer.toString(store.endpoint().getPort());
        String data = disk.data().toString();
        if (options.minio().isEmpty()) {
            List<String> arguments = List.of("store", data, port, ACCESS, SECRET);
            add(Program.node(Shape.STORE, STORE_MIB, arguments, log(Shape.STORE)));
            return;
        }
        List<String> command =
                List.of(
                        options.minio().get().toString(),
                        "server",
                        data,
                        "--address",
                        "127.0.0.1:" + port,
                        "--console-address",
                        "127.0.0.1:" + consolePort);
        Map<String, String> keys = Map.of("MINIO_ROOT_USER", ACCESS, "MINIO_ROOT_PASSWORD", SECRET);
        add(Program.of(Shape.STORE, command, keys, log(Shape.STORE)));
    }

    /** Each client has a listener of its own, which sends it back to its own link. */
    private void startBroker(List<String> clients, List<Integer> ports) {
        List<String> arguments = new ArrayList<>();
        arguments.add("broker");
        arguments.add(options.folder().resolve("kafka").toString());
        arguments.add(Integer.toString(brokerPort));
        for (int i = 0; i < clients.size(); i++) {
            Link link = link(clients.get(i), Shape.BROKER, ports.get(i));
            link(clients.get(i), Shape.STORE, store.endpoint().getPort());
            arguments.add("CLIENT" + i + "=" + ports.get(i) + ":" + link.port());
        }
        add(Program.node(Shape.BROKER, BROKER_MIB, arguments, log(Shape.BROKER)));
    }

    private Link link(String client, String server, int port) {
        Link link = closer.add(Link.open(Shape.linkName(client, server), 0, port));
        links.put(link.name(), link);
        return link;
    }

    private void startClients(List<Integer> gatewayPorts) throws IOException {
        List<String> names = options.shape().gatewayNames();
        for (int i = 0; i < names.size(); i++) {
            gateways.add(URI.create("http://127.0.0.1:" + gatewayPorts.get(i)));
            NodeSettings settings = settings(names.get(i)).gateway(gatewayPorts.get(i), store);
            startNode("gateway", names.get(i), GATEWAY_MIB, settings);
        }
        Path profiles = options.folder().resolve("profiles");
        for (String name : options.shape().workerNames()) {
            NodeSettings settings =
                    settings(name)
                            .worker(name, options.shape().device(), options.models(), profiles);
            startNode("worker", name, WORKER_MIB, settings);
        }
    }

    private NodeSettings settings(String client) {
        return new NodeSettings(
                link(Shape.linkName(client, Shape.BROKER)).port(),
                link(Shape.linkName(client, Shape.STORE)).port(),
                store);
    }

    private void startNode(String role, String name, int heapMib, NodeSettings settings)
            throws IOException {
        Path file = settings.write(options.folder().resolve(name + ".properties"));
        List<String> arguments = List.of(role, file.toString(), clock(name).toString());
        add(Program.node(name, heapMib, arguments, log(name)));
    }

    private Path log(String name) {
        return options.folder().resolve(name + ".log");
    }

    private void add(Program program) {
        programs.put(program.name(), closer.add(program).start());
    }

    /** Also after faults: until all that runs serves again. */
    public void awaitUp() throws IOException, InterruptedException {
        for (Program program : programs.values()) {
            program.awaitReady(UP_WITHIN);
        }
    }

    /** Everything that can be undone is; whoever was killed comes back by itself. */
    public void heal() throws IOException, InterruptedException {
        links.values().forEach(link -> link.become(new Condition.Open()));
        disk.relieve();
        for (Program program : programs.values()) {
            program.thaw();
            Files.deleteIfExists(clock(program.name()));
        }
    }

    /** That says how far the clock of this program is off. */
    public Path clock(String name) {
        return options.folder().resolve(name + ".clock");
    }

    public Program program(String name) {
        return requireNonNull(programs.get(name), name);
    }

    public Collection<Program> programs() {
        return List.copyOf(programs.values());
    }

    public Link link(String name) {
        return requireNonNull(links.get(name), name);
    }

    public Disk disk() {
        return disk;
    }

    public List<URI> gateways() {
        return List.copyOf(gateways);
    }

    /** Of the broker, not over a link. */
    public String bootstrapServers() {
        return "127.0.0.1:" + brokerPort;
    }

    /** Not over a link. */
    public StoreAddress store() {
        return store;
    }

    public Path folder() {
        return options.folder();
    }

    @Override
    public void close() {
        closer.close();
    }
}
