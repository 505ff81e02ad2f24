package io.kuotu.chaos.cluster;

import io.kuotu.common.store.StoreAddress;
import io.kuotu.gateway.admission.Tenants;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** What gateways and workers under test are told. */
final class NodeSettings {
    /** Shorter than some freezes and longer than others. */
    private static final String LEASE = "PT6S";

    private final Properties properties = new Properties();

    /**
     * @param brokerPort of the link that leads there
     * @param storePort of the link that leads there
     * @param store as it is reached without a link
     */
    NodeSettings(int brokerPort, int storePort, StoreAddress store) {
        set("kafka.bootstrap-servers", "127.0.0.1:" + brokerPort);
        set("kafka.lease", LEASE);
        set("store.endpoint", "http://127.0.0.1:" + storePort);
        set("store.access-key", store.accessKey());
        set("store.secret-key", store.secretKey());
    }

    private void set(String key, String value) {
        properties.setProperty("kuotu." + key, value);
    }

    NodeSettings gateway(int port, StoreAddress store) {
        set("store.public-endpoint", store.endpoint().toString());
        set("gateway.port", Integer.toString(port));
        set("gateway.take-over-after", "PT6S");
        set("gateway.outbound.allow", "127.0.0.0/8");
        set("gateway.outbound.ports", "0");
        set("gateway.outbound.http", "true");
        set(
                "gateway.webhook.retries",
                "PT1S,PT1S,PT2S,PT2S,PT5S,PT5S,PT10S,PT10S,PT20S,PT20S,PT30S");
        set("gateway.webhook.call-within", "PT5S");
        set("tenants.chaos.key-sha256", Tenants.sha256(Cluster.KEY));
        set("tenants.chaos.webhook-secrets", Cluster.WEBHOOK_SECRET);
        set("tenants.chaos.max-in-flight", "100000");
        return this;
    }

    NodeSettings worker(String name, String device, Path models, Path profiles) {
        set("worker.id", name);
        set("worker.models", models.toString());
        set("worker.devices", device);
        set("worker.ops-port", "0");
        set("worker.lanes-per-tier", "2");
        set("worker.drain-grace", "PT5S");
        if (device.equals("cpu")) {
            set("worker.bundles", "scenes-256-turbo"); // the models alone take half a start
            set("worker.threads", "1");
            set("worker.profile.budget", "PT0S");
            set("worker.profile.folder", profiles.toString());
        }
        return this;
    }

    Path write(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
        return file;
    }
}
