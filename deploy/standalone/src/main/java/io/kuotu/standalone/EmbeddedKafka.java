package io.kuotu.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.FaultHandlerFactory;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.internals.Exit;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.ServerSocketFactory;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka node, broker and controller in KRaft mode, inside this JVM, on the loopback address.
 * Its data survives in its folder; its ports may change from start to start.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
    private static final int NODE = 1;
    private static final String CONTROLLER = "CONTROLLER";
    private static final ListenerName CLIENTS = new ListenerName("PLAINTEXT");

    private final ControllerServer controller;
    private final BrokerServer broker;
    private final String bootstrapServers;

    /**
     * @param folder of its data; made where it is missing
     * @param port for clients; 0 is any free one
     */
    public static EmbeddedKafka start(Path folder, int port) {
        return start(folder, port, List.of());
    }

    /**
     * A way in beside the ordinary one.
     *
     * @param name capital letters and digits
     * @param port that it listens at
     * @param advertised port of this machine that clients who came this way are sent to: of a proxy
     *     before it
     */
    public record Listener(String name, int port, int advertised) {
        String address(int at) {
            return name + "://127.0.0.1:" + at;
        }
    }

    /**
     * @param more listeners: clients behind a proxy each need one of their own
     */
    public static EmbeddedKafka start(Path folder, int port, List<Listener> more) {
        Properties settings = settings(folder, port);
        more.forEach(listener -> add(settings, listener));
        return start(folder, settings);
    }

    /**
     * @param more settings of Kafka's; they go before what is set here
     */
    static EmbeddedKafka start(Path folder, int port, Map<String, String> more) {
        Properties settings = settings(folder, port);
        more.forEach(settings::setProperty);
        return start(folder, settings);
    }

    private static EmbeddedKafka start(Path folder, Properties settings) {
        surviveItsEnd();
        try {
            format(folder.resolve("data"));
        } catch (Exception e) {
            throw new IllegalStateException("cannot make a Kafka node in " + folder, e);
        }
        return new EmbeddedKafka(KafkaConfig.fromProps(settings, false));
    }

    private static Properties settings(Path folder, int port) {
        Properties p = new Properties();
        p.setProperty("process.roles", "broker,controller");
        p.setProperty("node.id", Integer.toString(NODE));
        p.setProperty(
                "listeners", "PLAINTEXT://127.0.0.1:" + port + "," + CONTROLLER + "://127.0.0.1:0");
        p.setProperty("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        p.setProperty("controller.listener.names", CONTROLLER);
        p.setProperty("inter.broker.listener.name", "PLAINTEXT");
        p.setProperty(
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
        p.setProperty("controller.quorum.voters", NODE + "@127.0.0.1:0"); // the port is told below
        p.setProperty("log.dirs", folder.resolve("data").toString());
        p.setProperty("auto.create.topics.enable", "false");
        oneNode(p);
        smallMachine(p);
        shareGroups(p);
        return p;
    }

    private static void add(Properties p, Listener listener) {
        p.merge("listeners", listener.address(listener.port()), EmbeddedKafka::joined);
        p.merge(
                "advertised.listeners",
                listener.address(listener.advertised()),
                EmbeddedKafka::joined);
        p.merge(
                "listener.security.protocol.map",
                listener.name() + ":PLAINTEXT",
                EmbeddedKafka::joined);
    }

    private static Object joined(Object before, Object more) {
        return before + "," + more;
    }

    private static void oneNode(Properties p) {
        p.setProperty("default.replication.factor", "1");
        p.setProperty("min.insync.replicas", "1");
        for (String topic :
                List.of(
                        "offsets.topic",
                        "transaction.state.log",
                        "share.coordinator.state.topic")) {
            p.setProperty(topic + ".replication.factor", "1");
            p.setProperty(topic + ".num.partitions", "1");
        }
        p.setProperty("transaction.state.log.min.isr", "1");
        p.setProperty("share.coordinator.state.topic.min.isr", "1");
        p.setProperty("group.initial.rebalance.delay.ms", "0");
        p.setProperty("broker.session.timeout.ms", "2000"); // up again 5 s after a kill, not 12
        p.setProperty("broker.heartbeat.interval.ms", "500");
        p.setProperty("server.max.startup.time.ms", "60000");
    }

    private static void smallMachine(Properties p) {
        p.setProperty("num.network.threads", "2");
        p.setProperty("num.io.threads", "2");
        p.setProperty("background.threads", "2");
        p.setProperty("num.recovery.threads.per.data.dir", "1");
        p.setProperty("log.cleaner.threads", "1");
        p.setProperty(
                "log.cleaner.dedupe.buffer.size",
                Integer.toString(2 << 20)); // of heap; 128 MiB unless set
        p.setProperty("log.cleaner.io.buffer.size", Integer.toString(64 << 10));
    }

    private static void shareGroups(Properties p) {
        p.setProperty("group.share.min.heartbeat.interval.ms", "500");
        p.setProperty("group.share.heartbeat.interval.ms", "1000");
        p.setProperty(
                "group.share.assignment.interval.ms",
                "0"); // a new lane has its partition at once, not after 5 s
        p.setProperty("group.share.max.size", "1000");
        p.setProperty("group.share.min.record.lock.duration.ms", "1000");
        p.setProperty("group.share.record.lock.duration.ms", "15000");
        p.setProperty("group.share.max.partition.max.record.locks", "10000");
        p.setProperty(
                "group.share.partition.max.record.locks",
                "10000"); // how far the newest job may be ahead of the oldest unfinished
    }

    /** Kafka halts its JVM when its folder fails; here there are others in it. */
    private static void surviveItsEnd() {
        Exit.setHaltProcedure((code, message) -> complain("halt", code, message));
        Exit.setExitProcedure((code, message) -> complain("exit", code, message));
    }

    private static void complain(String what, int code, String message) {
        throw new IllegalStateException(
                "Kafka wanted to " + what + " with " + code + ": " + message);
    }

    private static void format(Path data) throws Exception {
        Files.createDirectories(data);
        if (Files.exists(data.resolve("meta.properties"))) {
            return;
        }
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8))
                .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                .setNodeId(NODE)
                .setClusterId(Uuid.randomUuid().toString())
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .setControllerListenerName(CONTROLLER)
                .setMetadataLogDirectory(data.toString())
                .addDirectory(data.toString())
                .setIgnoreFormatted(true)
                .run();
    }

    private EmbeddedKafka(KafkaConfig config) {
        CompletableFuture<Map<Integer, InetSocketAddress>> voters = new CompletableFuture<>();
        var directories = KafkaRaftServer.initializeLogDirs(config, LOG, "[embedded] ");
        SharedServer shared =
                new SharedServer(
                        config,
                        directories._1(),
                        Time.SYSTEM,
                        new Metrics(),
                        voters,
                        List.of(),
                        faults(),
                        ServerSocketFactory.INSTANCE);
        broker = new BrokerServer(shared);
        controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), directories._2());
        CompletableFuture<Boolean> _ =
                controller
                        .socketServerFirstBoundPortFuture()
                        .thenApply(
                                port ->
                                        voters.complete(
                                                Map.of(
                                                        NODE,
                                                        new InetSocketAddress(
                                                                InetAddress.getLoopbackAddress(),
                                                                port))));
        try {
            controller.startup();
            broker.startup();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        bootstrapServers = "127.0.0.1:" + broker.boundPort(CLIENTS);
    }

    private static FaultHandlerFactory faults() {
        return (name, fatal, action) ->
                (message, cause) -> {
                    LOG.error("Kafka: {} (fatal: {}): {}", name, fatal, message, cause);
                    action.run();
                    return new IllegalStateException(name + ": " + message, cause);
                };
    }

    /** By another listener than the usual one. */
    String bootstrapServers(String listener) {
        return "127.0.0.1:" + broker.boundPort(new ListenerName(listener));
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Clients should be closed before. */
    @Override
    public void close() {
        broker.shutdown();
        controller.shutdown();
        broker.awaitShutdown();
        controller.awaitShutdown();
    }
}
