package io.kuotu.containers;

import static java.util.Objects.requireNonNull;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.startupcheck.IsRunningStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * A gateway or a worker in its container, kept as compose keeps it: without capabilities, on a
 * read-only root. It can be killed, stopped and started again, and is found at the same port then.
 */
final class Program implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofMinutes(5);
    private static final long MIB = 1 << 20;

    /**
     * What a program is run from.
     *
     * @param name of it in the network, and of its log
     * @param image whose entry point it is
     * @param port that it listens at, inside
     * @param memoryMib at most
     */
    record Kind(String name, String image, int port, long memoryMib) {
        static Kind gateway(String name, Images images) {
            return new Kind(name, images.gateway(), 8080, 1024);
        }

        static Kind worker(String name, Images images) {
            return new Kind(name, images.worker(), 8081, 4096);
        }
    }

    private final Kind kind;
    private final GenericContainer<?> container;
    private final URI endpoint;

    Program(Kind kind, Network network, Map<String, String> environment) throws IOException {
        this.kind = kind;
        int port = freePort();
        this.container =
                new GenericContainer<>(DockerImageName.parse(kind.image()))
                        .withImagePullPolicy(_ -> false)
                        .withLabels(ContainerCluster.LABELS)
                        .withNetwork(network)
                        .withNetworkAliases(kind.name())
                        .withEnv(environment)
                        .withExposedPorts(kind.port())
                        .withTmpFs(Map.of("/tmp", "exec,mode=1777"))
                        .withCreateContainerCmdModifier(
                                create -> confine(requireNonNull(create.getHostConfig()), port))
                        .withStartupCheckStrategy(new IsRunningStartupCheckStrategy())
                        .waitingFor(
                                Wait.forHttp("/readyz")
                                        .forPort(kind.port())
                                        .withStartupTimeout(READY_WITHIN));
        this.endpoint = URI.create("http://" + container.getHost() + ":" + port);
    }

    /** A port of its own, since one that Docker picks is another after each start. */
    private void confine(HostConfig host, int port) {
        host.withPortBindings(PortBinding.parse(port + ":" + kind.port()))
                .withReadonlyRootfs(true)
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges:true"))
                .withMemory(kind.memoryMib() * MIB);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String name() {
        return kind.name();
    }

    URI endpoint() {
        return endpoint;
    }

    /** Returns when it is ready; started before, it is started again. */
    void start() throws IOException, InterruptedException {
        if (container.getContainerId() == null) {
            container.start();
            return;
        }
        try {
            docker().startContainerCmd(container.getContainerId()).exec();
        } catch (NotModifiedException _) {
            return; // it runs
        }
        awaitReady();
    }

    private void awaitReady() throws IOException, InterruptedException {
        long end = System.nanoTime() + READY_WITHIN.toNanos();
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (!isReady(http)) {
                if (System.nanoTime() > end || !Boolean.TRUE.equals(state().getRunning())) {
                    throw new IOException(name() + " is not ready: " + container.getLogs());
                }
                Thread.sleep(100);
            }
        }
    }

    private boolean isReady(HttpClient http) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(endpoint.resolve("/readyz"))
                        .timeout(Duration.ofSeconds(5))
                        .build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false; // not listening yet
        }
    }

    /** As a machine that goes away. */
    void kill() {
        docker().killContainerCmd(container.getContainerId()).withSignal("KILL").exec();
    }

    /**
     * SIGTERM; returns when it has ended.
     *
     * @param grace after which Docker kills it
     */
    void stop(Duration grace) {
        docker().stopContainerCmd(container.getContainerId())
                .withTimeout((int) grace.toSeconds())
                .exec();
    }

    /** 143 of a JVM that ended by SIGTERM, 137 of one that was killed. */
    int exitCode() {
        Long code = state().getExitCodeLong();
        return code == null ? -1 : code.intValue();
    }

    private InspectContainerResponse.ContainerState state() {
        return inspect().getState();
    }

    InspectContainerResponse inspect() {
        return docker().inspectContainerCmd(container.getContainerId()).exec();
    }

    /** In bash, as the program's own user. */
    Container.ExecResult run(String command) throws IOException, InterruptedException {
        return container.execInContainer(StandardCharsets.UTF_8, "bash", "-c", command);
    }

    private DockerClient docker() {
        return container.getDockerClient();
    }

    /** Removes the container; its log goes to target/containers. */
    @Override
    public void close() throws IOException {
        if (container.getContainerId() == null) {
            return;
        }
        Path folder = Files.createDirectories(Path.of("target", "containers"));
        Files.writeString(folder.resolve(name() + ".log"), container.getLogs());
        container.stop();
    }
}
