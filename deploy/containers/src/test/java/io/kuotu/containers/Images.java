package io.kuotu.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;

/**
 * The images that are tried. Nothing is ever pulled: where there is no registry, that takes minutes
 * to fail.
 *
 * @param kafka system property {@code kuotu.image.kafka}, else environment {@code KAFKA_IMAGE}
 * @param minio {@code kuotu.image.minio}, {@code MINIO_IMAGE}
 * @param gateway {@code kuotu.image.gateway}, else {@code kuotu/gateway} with the tag {@code
 *     KUOTU_TAG}
 * @param worker likewise
 */
record Images(String kafka, String minio, String gateway, String worker) {
    private static final String REVISION = "org.opencontainers.image.revision";
    private static final int COMMIT_LETTERS = 40;

    static Images named() {
        String tag = environment("KUOTU_TAG").orElse("local");
        return new Images(
                name("kafka", environment("KAFKA_IMAGE").orElse("apache/kafka:4.4.0")),
                name(
                        "minio",
                        environment("MINIO_IMAGE")
                                .orElse("minio/minio:RELEASE.2025-09-07T16-13-09Z")),
                name("gateway", "kuotu/gateway:" + tag),
                name("worker", "kuotu/worker:" + tag));
    }

    private static String name(String which, String otherwise) {
        return System.getProperty("kuotu.image." + which, otherwise);
    }

    private static Optional<String> environment(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }

    /** Why they cannot be tried here, and what to do about it, in one line; empty if they can. */
    Optional<String> whyNot() throws IOException, InterruptedException {
        if (!mayHaveDocker() || !DockerClientFactory.instance().isDockerAvailable()) {
            return Optional.of("no Docker answers here: install and start it");
        }
        DockerClient docker = DockerClientFactory.instance().client();
        List<String> missing =
                Stream.of(kafka, minio, gateway, worker).filter(i -> !has(docker, i)).toList();
        if (!missing.isEmpty()) {
            return Optional.of(
                    "Docker has no image "
                            + String.join(", ", missing)
                            + ": deploy/docker/build.sh makes Kuotu's; docker pull the others, or"
                            + " deploy/docker/stand-in/make.sh makes stand-ins where there is no"
                            + " registry");
        }
        return whyOthers(docker);
    }

    /** Quick where there is none; Testcontainers itself takes seconds and many words. */
    private static boolean mayHaveDocker() {
        Path home = Path.of(System.getProperty("user.home"));
        return environment("DOCKER_HOST").isPresent()
                || Files.exists(home.resolve(".testcontainers.properties"))
                || Stream.of(
                                Path.of("/var/run/docker.sock"),
                                home.resolve(".docker/run/docker.sock"),
                                home.resolve(".docker/desktop/docker.sock"),
                                Path.of(
                                        environment("XDG_RUNTIME_DIR").orElse("/run"),
                                        "docker.sock"))
                        .anyMatch(Images::answers);
    }

    private static boolean answers(Path socket) {
        try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean has(DockerClient docker, String image) {
        try {
            return docker.inspectImageCmd(image).exec().getId() != null;
        } catch (NotFoundException _) {
            return false;
        }
    }

    /** Images of another commit say nothing about this checkout. */
    private Optional<String> whyOthers(DockerClient docker)
            throws IOException, InterruptedException {
        Optional<String> here = commit();
        for (String image : List.of(gateway, worker)) {
            Optional<String> built = revision(docker, image);
            if (here.isPresent() && built.isPresent() && !built.equals(here)) {
                return Optional.of(
                        "%s is of commit %s, this checkout is at %s: deploy/docker/build.sh makes it anew"
                                .formatted(image, built.get(), here.get()));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> revision(DockerClient docker, String image) {
        return Optional.ofNullable(docker.inspectImageCmd(image).exec().getConfig())
                .map(config -> config.getLabels())
                .map((Map<String, String> labels) -> labels.get(REVISION))
                .filter(commit -> commit.length() >= COMMIT_LETTERS)
                .map(commit -> commit.substring(0, COMMIT_LETTERS)); // without "-dirty"
    }

    private static Optional<String> commit() throws IOException, InterruptedException {
        Process git;
        try {
            git = new ProcessBuilder("git", "rev-parse", "HEAD").start();
        } catch (IOException _) {
            return Optional.empty(); // no git, no commit
        }
        String said =
                new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return git.waitFor() == 0 && said.length() == COMMIT_LETTERS
                ? Optional.of(said)
                : Optional.empty();
    }
}
