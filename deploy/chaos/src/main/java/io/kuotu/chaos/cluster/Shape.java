package io.kuotu.chaos.cluster;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a cluster under test is made of.
 *
 * @param gateways 1 or more
 * @param workers 1 or more
 * @param device of workers: {@code simulated}, or {@code cpu} with the real models
 */
public record Shape(int gateways, int workers, String device) {
    public static final String BROKER = "broker";
    public static final String STORE = "store";

    public Shape {
        requireNonNull(device, "device is null");
        if (gateways < 1 || workers < 1) {
            throw new IllegalArgumentException("a cluster has a gateway and a worker");
        }
    }

    public List<String> gatewayNames() {
        return names("gateway-", gateways);
    }

    public List<String> workerNames() {
        return names("worker-", workers);
    }

    private static List<String> names(String prefix, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> prefix + i).toList();
    }

    /** Gateways and workers: those that reach the broker and the store over links. */
    public List<String> clientNames() {
        List<String> names = new ArrayList<>(gatewayNames());
        names.addAll(workerNames());
        return List.copyOf(names);
    }

    public static String linkName(String client, String server) {
        return client + ">" + server;
    }
}
