package io.kuotu.containers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kuotu.common.lifecycle.Closer;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** Kafka, MinIO, two gateways and two workers, each in its container, in a network of their own. */
final class ContainerCluster implements AutoCloseable {
    /** Of each container, for whoever must clean up after a test that was killed. */
    static final Map<String, String> LABELS = Map.of("io.kuotu.suite", "containers");

    static final String API_KEY = "a-key-of-the-container-tests";
    private static final int STORE_PORT = 9000;
    private static final Duration STARTS_WITHIN = Duration.ofMinutes(3);
    private static final Map<String, String> STORE_USER =
            Map.of("MINIO_ROOT_USER", "kuotu", "MINIO_ROOT_PASSWORD", "kuotu-containers");

    private final Closer closer = new Closer();
    private final List<Program> gateways;
    private final List<Program> workers;

    private ContainerCluster(Images images) throws IOException, InterruptedException {
        try {
            Network network = closer.add(Network.newNetwork());
            KafkaContainer kafka = closer.add(kafka(images, network));
            GenericContainer<?> store = closer.add(store(images, network));
            kafka.start();
            store.start();
            Map<String, String> shared =
                    Map.of(
                            "KUOTU_KAFKA_BOOTSTRAP_SERVERS", "kafka:19092",
                            "KUOTU_STORE_ENDPOINT", "http://minio:" + STORE_PORT,
                            "KUOTU_STORE_ACCESS_KEY", "kuotu",
                            "KUOTU_STORE_SECRET_KEY", "kuotu-containers");
            String outside = "http://" + store.getHost() + ":" + store.getMappedPort(STORE_PORT);
            this.gateways =
                    List.of(
                            gateway("gateway-1", images, network, shared, outside),
                            gateway("gateway-2", images, network, shared, outside));
            this.workers =
                    List.of(
                            worker("worker-1", images, network, shared),
                            worker("worker-2", images, network, shared));
            startAll();
        } catch (IOException | InterruptedException | RuntimeException e) {
            closer.close();
            throw e;
        }
    }

    /** Returns when all are ready. */
    static ContainerCluster start(Images images) throws IOException, InterruptedException {
        return new ContainerCluster(images);
    }

    private static KafkaContainer kafka(Images images, Network network) {
        return new KafkaContainer(
                        DockerImageName.parse(images.kafka())
                                .asCompatibleSubstituteFor("apache/kafka"))
                .withImagePullPolicy(_ -> false)
                .withLabels(LABELS)
                .withNetwork(network)
                .withListener("kafka:19092")
                .withEnv(
                        Map.of(
                                "KAFKA_LOG_DIRS", "/var/lib/kafka/data",
                                "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1",
                                "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1",
                                "KAFKA_GROUP_SHARE_ASSIGNMENT_INTERVAL_MS", "0",
                                "KAFKA_GROUP_SHARE_MIN_HEARTBEAT_INTERVAL_MS", "500",
                                "KAFKA_GROUP_SHARE_HEARTBEAT_INTERVAL_MS", "1000",
                                "KAFKA_GROUP_SHARE_MIN_RECORD_LOCK_DURATION_MS", "1000",
                                "KAFKA_HEAP_OPTS", "-Xms256m -Xmx512m"))
                .withStartupTimeout(STARTS_WITHIN);
    }

    private static GenericContainer<?> store(Images images, Network network) {
        return new GenericContainer<>(DockerImageName.parse(images.minio()))
                .withImagePullPolicy(_ -> false)
                .withLabels(LABELS)
                .withNetwork(network)
                .withNetworkAliases("minio")
                .withEnv(STORE_USER)
                .withCommand("server", "/data")
                .withExposedPorts(STORE_PORT)
                .waitingFor(
                        Wait.forHttp("/minio/health/ready")
                                .forPort(STORE_PORT)
                                .withStartupTimeout(STARTS_WITHIN));
    }

    private Program gateway(
            String name, Images images, Network network, Map<String, String> shared, String outside)
            throws IOException {
        Map<String, String> own =
                Map.of(
                        "KUOTU_STORE_PUBLIC_ENDPOINT",
                        outside,
                        "KUOTU_TENANTS_TESTS_KEY_SHA256",
                        sha256(API_KEY.getBytes(UTF_8)));
        return closer.add(
                new Program(Program.Kind.gateway(name, images), network, both(shared, own)));
    }

    /** One thread each: two of them share the machine with all else. */
    private Program worker(String name, Images images, Network network, Map<String, String> shared)
            throws IOException {
        Map<String, String> own =
                Map.of(
                        "KUOTU_WORKER_ID", name,
                        "KUOTU_WORKER_DEVICES", "cpu",
                        "KUOTU_WORKER_THREADS", "1");
        return closer.add(
                new Program(Program.Kind.worker(name, images), network, both(shared, own)));
    }

    private static Map<String, String> both(Map<String, String> one, Map<String, String> other) {
        Map<String, String> all = new HashMap<>(one);
        all.putAll(other);
        return all;
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Those that a test took down are started again; returns when all are ready. */
    void startAll() throws IOException, InterruptedException {
        for (Program program : programs()) {
            program.start();
        }
    }

    List<Program> programs() {
        return Stream.concat(gateways.stream(), workers.stream()).toList();
    }

    List<Program> gateways() {
        return gateways;
    }

    /** By the name that jobs tell. */
    Program worker(String name) {
        return workers.stream().filter(w -> w.name().equals(name)).findFirst().orElseThrow();
    }

    @Override
    public void close() {
        closer.close();
    }
}
