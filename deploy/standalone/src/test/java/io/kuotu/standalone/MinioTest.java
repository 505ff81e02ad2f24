package io.kuotu.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.common.store.S3ObjectStore;
import io.kuotu.common.store.StoreAddress;
import io.kuotu.common.testing.SamplePictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The same against a real MinIO: skipped where there is none, which CI does not let pass. */
class MinioTest extends ObjectStoreContract {
    private static Optional<MinioServer> server = Optional.empty();
    private static Optional<ObjectStore> store = Optional.empty();

    @BeforeAll
    static void start() throws Exception {
        server = MinioServer.start(Files.createDirectories(folder.resolve("minio")));
        assumeTrue(
                server.isPresent(),
                "no MinIO here: set MINIO_BIN to its binary, or MINIO_IMAGE where there is Docker");
        store = Optional.of(S3ObjectStore.open(server.get().address()));
    }

    @AfterAll
    static void stop() {
        store.ifPresent(ObjectStore::close);
        server.ifPresent(MinioServer::close);
    }

    @Override
    ObjectStore store() {
        return store.orElseThrow();
    }

    private void uploadBundle(String name) throws IOException {
        try (Stream<Path> files = Files.list(SharedCluster.MODELS.resolve(name))) {
            for (Path file : files.toList()) {
                store().put(
                                "models/" + name + "/" + file.getFileName(),
                                file,
                                "application/octet-stream");
            }
        }
    }

    /** The worker's bundle comes out of the store, too. */
    @Test
    void aPhotoGoesInAWiderPhotoComesOut() throws Exception {
        StoreAddress minio = server.orElseThrow().address();
        uploadBundle("scenes-256");
        Map<String, String> settings =
                Map.of(
                        "kuotu.worker.threads",
                        "1",
                        "kuotu.worker.profile.folder",
                        "target/profiles",
                        "kuotu.worker.models-in-store",
                        "models/",
                        "kuotu.store.endpoint",
                        minio.endpoint().toString(),
                        "kuotu.store.access-key",
                        minio.accessKey(),
                        "kuotu.store.secret-key",
                        minio.secretKey());
        Path photo =
                Files.write(
                        folder.resolve("photo.jpg"),
                        SamplePictures.encode(SamplePictures.gradient(160, 120), "jpeg"));
        try (Standalone cluster =
                        Standalone.start(
                                new Standalone.Options(
                                        folder.resolve("data"),
                                        0,
                                        folder.resolve("models"),
                                        1,
                                        settings));
                KuotuClient client = new KuotuClient(cluster.endpoint(), cluster.apiKey())) {
            JobStatus job =
                    client.expand(
                            photo, client.newRequest().put("aspect_ratio", "16:9").put("steps", 2));
            JobStatus ended = client.follow(job.id(), _ -> {});
            assertThat(ended.state()).isEqualTo("succeeded");
            assertThat(client.output(job.id(), 0))
                    .hasSize((int) ended.outputs().getFirst().bytes());
            assertThat(store().stat("jobs/" + job.id() + "/manifest.json")).isPresent();
        }
    }
}
