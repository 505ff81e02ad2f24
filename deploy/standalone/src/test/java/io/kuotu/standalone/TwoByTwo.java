package io.kuotu.standalone;

import io.kuotu.common.client.KuotuClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Two gateways and two workers on one broker, for the tests of a class; started with settings of
 * their own beside those that all tests want.
 */
final class TwoByTwo implements AutoCloseable {
    private final Standalone cluster;

    private TwoByTwo(Standalone cluster) {
        this.cluster = cluster;
    }

    static TwoByTwo start(Map<String, String> more) throws IOException, InterruptedException {
        Map<String, String> settings = new HashMap<>(SharedCluster.ONE_THREAD);
        settings.putAll(more);
        Path data = Files.createTempDirectory("kuotu-two-");
        return new TwoByTwo(
                Standalone.start(
                        new Standalone.Options(data, 0, SharedCluster.MODELS, 2, 2, settings)));
    }

    Standalone cluster() {
        return cluster;
    }

    /**
     * @param gateway 0 or 1
     */
    KuotuClient client(int gateway) {
        return new KuotuClient(cluster.gateways().get(gateway).endpoint(), cluster.apiKey());
    }

    /**
     * @param gateway 0 or 1
     */
    Http http(int gateway) {
        return new Http(cluster.gateways().get(gateway).endpoint(), cluster.apiKey());
    }

    @Override
    public void close() {
        cluster.close();
    }
}
