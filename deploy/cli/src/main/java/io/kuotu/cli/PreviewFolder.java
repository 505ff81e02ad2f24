package io.kuotu.cli;

import io.kuotu.common.client.ApiProblem;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.client.ServerEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Saves the previews of one job as they come. */
final class PreviewFolder {
    private static final Logger LOG = LoggerFactory.getLogger(PreviewFolder.class);

    private final KuotuClient client;
    private final String job;
    private final Path folder;

    PreviewFolder(KuotuClient client, String job, Path folder) {
        this.client = client;
        this.job = job;
        this.folder = folder;
    }

    /** A preview that cannot be saved is no reason not to wait for the picture. */
    void told(ServerEvent event) {
        if (!event.name().equals("preview")) {
            return;
        }
        int step = event.data().path("step").asInt();
        try {
            Files.createDirectories(folder);
            Files.write(
                    folder.resolve("preview-%03d.jpg".formatted(step)), client.preview(job, step));
        } catch (IOException | ApiProblem e) {
            LOG.warn("preview {} was not saved: {}", step, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
