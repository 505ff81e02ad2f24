package io.kuotu.cli;

import io.kuotu.common.client.ApiProblem;
import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.JobStatus.Output;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.client.ServerEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the frames of one chain as they come. One thread's. */
final class FrameFolder {
    private static final Logger LOG = LoggerFactory.getLogger(FrameFolder.class);

    private final KuotuClient client;
    private final String job;
    private final Path folder;
    private final int times;
    private final SortedMap<Integer, Path> written = new TreeMap<>();

    /**
     * @param folder there already
     * @param times frames; outputs after them are what was made beside them
     */
    FrameFolder(KuotuClient client, String job, Path folder, int times) {
        this.times = times;
        this.client = client;
        this.job = job;
        this.folder = folder;
    }

    /** A frame that cannot be fetched now is fetched at the end. */
    void told(ServerEvent event) {
        if (!event.name().equals("frame")) {
            return;
        }
        try {
            write(Output.of(event.data().path("output")));
        } catch (IOException | ApiProblem e) {
            LOG.warn("a frame was not written yet: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes what is missing, and what shows the chain as a whole; all frames' files, in order. */
    List<Path> complete(JobStatus ended) throws IOException, InterruptedException {
        for (Output output : ended.outputs()) {
            write(output);
        }
        for (Map.Entry<String, Output> extra : ended.extras().entrySet()) {
            client.download(job, extra.getValue(), folder.resolve(extra.getKey()));
        }
        return new ArrayList<>(written.values());
    }

    private void write(Output output) throws IOException, InterruptedException {
        if (written.containsKey(output.index())) {
            return;
        }
        String extension = output.format().equals("jpeg") ? "jpg" : output.format();
        boolean isFrame = output.index() < times;
        String name =
                isFrame
                        ? "frame-%03d".formatted(output.index())
                        : "beside-%d".formatted(output.index() - times);
        Path file = folder.resolve(name + "." + extension);
        client.download(job, output, file);
        written.put(output.index(), file);
    }
}
