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
        return Files.size(file) > LARGE
                ? client.expand(request.put("image", client.upload(file)))
                : client.expand(file, request);
    }

    static JobStatus chain(KuotuClient client, Path file, ObjectNode request)
            throws IOException, InterruptedException {
        return Files.size(file) > LARGE
                ? client.chain(request.put("image", client.upload(file)))
                : client.chain(file, request);
    }

    static JobStatus upscale(KuotuClient client, Path file, ObjectNode request)
            throws IOException, InterruptedException {
        return Files.size(file) > LARGE
                ? client.upscale(request.put("image", client.upload(file)))
                : client.upscale(file, request);
    }

    static JobStatus enhance(KuotuClient client, Path file, ObjectNode request)
            throws IOException, InterruptedException {
        return Files.size(file) > LARGE
                ? client.enhance(request.put("image", client.upload(file)))
                : client.enhance(file, request);
    }
}
