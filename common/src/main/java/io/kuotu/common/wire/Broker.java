package io.kuotu.common.wire;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * How every Kafka client of this process reaches the cluster: the addresses, and what the cluster
 * asks of its clients (TLS, SASL). Each client we open starts from {@link #with}; a test sees to
 * it.
 *
 * @param bootstrapServers such as {@code kafka-0:9092,kafka-1:9092}
 * @param properties of Kafka clients by Kafka's own names, such as {@code security.protocol}; only
 *     those that are about the connection
 */
public record Broker(String bootstrapServers, Map<String, String> properties) {
    private static final List<String> OF_CONNECTIONS =
            List.of("security.", "sasl.", "ssl.", "socket.", "reconnect.", "client.dns.");

    public Broker {
        requireNonNull(bootstrapServers, "bootstrapServers is null");
        properties = Map.copyOf(properties);
        properties.keySet().forEach(Broker::requireOfConnection);
    }

    /** One that asks nothing of its clients. */
    public Broker(String bootstrapServers) {
        this(bootstrapServers, Map.of());
    }

    /** Whether operators may set it; what clients do with records is ours to say. */
    public static boolean isOfConnection(String property) {
        return OF_CONNECTIONS.stream().anyMatch(property::startsWith);
    }

    private static void requireOfConnection(String property) {
        if (!isOfConnection(property)) {
            throw new IllegalArgumentException(
                    property + " is not about the connection (" + OF_CONNECTIONS + ")");
        }
    }

    /** Settings of one client: its own, and how it connects. */
    public Map<String, Object> with(Map<String, Object> own) {
        Map<String, Object> all = new HashMap<>(properties);
        all.putAll(own);
        all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return all;
    }

    /** Without values: there are passwords among them. */
    @Override
    public String toString() {
        return "Broker[" + bootstrapServers + ", " + new TreeMap<>(properties).keySet() + "]";
    }
}
