package io.kuotu.cli.sheet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.job.OutputFormat;
import io.kuotu.common.job.Rendition;
import io.kuotu.common.picture.PictureInspector;
import io.kuotu.worker.enhance.Stages;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.PictureDecoder;
import io.kuotu.worker.picture.PictureEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Has pictures coloured and painted by a cluster, each as an enhancement of its own. Blocks. */
public final class ClusterPainters implements Stages.Painters {
    private static final Rendition PNG = new Rendition(OutputFormat.PNG, 90);

    private final KuotuClient client;

    public ClusterPainters(KuotuClient client) {
        this.client = client;
    }

    @Override
    public Picture coloured(Picture picture) throws Exception {
        return enhanced(picture, client.newRequest().put("colourise", true));
    }

    @Override
    public Picture styled(Picture picture, String style) throws Exception {
        return enhanced(picture, client.newRequest().put("style", style));
    }

    private Picture enhanced(Picture picture, ObjectNode request) throws Exception {
        Path file = Files.createTempFile("kuotu-sheet-", ".png");
        try {
            PictureEncoder.encode(picture, PNG, file);
            JobStatus queued = client.enhance(file, request.put("format", PNG.format().label()));
            JobStatus ended = client.follow(queued.id(), _ -> {});
            if (!ended.hasSucceeded()) {
                throw new IOException("the job " + ended.state() + ended.error().orElse(""));
            }
            client.download(ended, 0, file);
            return PictureDecoder.decode(file, PictureInspector.inspect(file, "output"));
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
