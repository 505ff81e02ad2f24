package io.kuotu.standalone;

import io.kuotu.common.client.KuotuClient;
import io.kuotu.gateway.admission.Tenants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One cluster for all tests that do it no harm: it starts with the first of them and ends with the
 * process.
 */
final class SharedCluster {
    static final Path MODELS = Path.of("../../worker/models");

    /**
     * Threads of one operation wait for each other busily: on a machine that others use too, one is
     * faster than two. What one start measures of its bundles the next one knows.
     */
    static final Map<String, String> ONE_THREAD =
            Map.of(
                    "kuotu.worker.threads", "1",
                    "kuotu.worker.profile.folder", "target/profiles");

    /** Servers of tests are on this machine, on any port, without TLS. */
    static final Map<String, String> CALLS_HERE =
            Map.of(
                    "kuotu.gateway.outbound.allow", "127.0.0.0/8",
                    "kuotu.gateway.outbound.ports", "0",
                    "kuotu.gateway.outbound.http", "true");

    static final String OTHER_KEY = "the other tenant's key";

    /** Of a tenant of the tenants file: two jobs at once, then one in four seconds. */
    static final String LIMITED_KEY = "the limited tenant's key";

    /** Of one whose jobs beyond one an hour go on in bulk. */
    static final String BURSTING_KEY = "the bursting tenant's key";

    private static final class Holder {
        static final Standalone CLUSTER = start();
    }

    private SharedCluster() {}

    private static Standalone start() {
        try {
            Path data = Files.createTempDirectory("kuotu-shared-");
            Map<String, String> settings = new HashMap<>(ONE_THREAD);
            settings.put("kuotu.tenants.other.key-sha256", Tenants.sha256(OTHER_KEY));
            settings.put("kuotu.gateway.tenants-file", tenants(data).toString());
            settings.put("kuotu.gateway.max-body-bytes", Integer.toString(8 << 20));
            Standalone cluster =
                    Standalone.start(
                            new Standalone.Options(
                                    data, 0, withTextModel(data.resolve("models")), 1, settings));
            Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
            return cluster;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path tenants(Path data) throws IOException {
        return Files.writeString(
                data.resolve("tenants.yaml"),
                """
                tenants:
                  limited:
                    key_sha256: [%s]
                    requests: {per_second: 0.25, burst: 2}
                    tiers: [interactive, standard]
                  bursting:
                    key_sha256: [%s]
                    requests: {per_second: 0.0003, burst: 1}
                    over_limit: demote
                """
                        .formatted(Tenants.sha256(LIMITED_KEY), Tenants.sha256(BURSTING_KEY)));
    }

    /** What ships, and beside it tiny random models: one that takes prompts, two of pictures. */
    private static Path withTextModel(Path folder) throws IOException {
        Files.createDirectory(folder);
        try (Stream<Path> bundles = Files.list(MODELS)) {
            for (Path bundle : bundles.toList()) {
                link(folder, bundle);
            }
        }
        link(folder, Path.of("../../worker/src/test/resources/diffusers/sd15"));
        link(folder, Path.of("../../worker/src/test/resources/images/tiny-colourise"));
        link(folder, Path.of("../../worker/src/test/resources/images/tiny-style"));
        return folder;
    }

    private static void link(Path folder, Path bundle) throws IOException {
        Files.createSymbolicLink(
                folder.resolve(bundle.getFileName()), bundle.toAbsolutePath().normalize());
    }

    static Standalone cluster() {
        return Holder.CLUSTER;
    }

    static KuotuClient client() {
        return new KuotuClient(cluster().endpoint(), cluster().apiKey());
    }

    static KuotuClient otherTenant() {
        return new KuotuClient(cluster().endpoint(), OTHER_KEY);
    }
}
