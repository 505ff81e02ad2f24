package io.kuotu.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The way of a file to the cluster: in the request, or, where it is large, straight to the store.
 */
final class Sending {
    private static final long LARGE = 16L << 20;

    private Sending() {}

    static JobStatus expand(KuotuClient client, Path file, ObjectNode request)
            throws IOException, InterruptedException {
        return send(client, file, request, KuotuClient::expand, KuotuClient::expand);
    }

    static JobStatus chain(KuotuClient client, Path file, ObjectNode request)
            throws IOException, InterruptedException {
        return send(client, file, request, KuotuClient::chain, KuotuClient::chain);
    }

    static JobStatus upscale(KuotuClient client, Path file, ObjectNode request)
            throws IOException, InterruptedException {
        return send(client, file, request, KuotuClient::upscale, KuotuClient::upscale);
    }

    static JobStatus enhance(KuotuClient client, Path file, ObjectNode request)
            throws IOException, InterruptedException {
        return send(client, file, request, KuotuClient::enhance, KuotuClient::enhance);
    }

    private interface Inside {
        JobStatus send(KuotuClient client, Path file, ObjectNode request)
                throws IOException, InterruptedException;
    }

    private interface Ahead {
        JobStatus send(KuotuClient client, ObjectNode request)
                throws IOException, InterruptedException;
    }

    private static JobStatus send(
            KuotuClient client, Path file, ObjectNode request, Inside inside, Ahead ahead)
            throws IOException, InterruptedException {
        return Files.size(file) > LARGE
                ? ahead.send(client, request.put("image", client.upload(file)))
                : inside.send(client, file, request);
    }
}
