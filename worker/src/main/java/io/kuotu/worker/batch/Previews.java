package io.kuotu.worker.batch;

import io.kuotu.worker.pipeline.OutpaintModel;
import io.kuotu.worker.pipeline.Preview;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows samples that were just stepped to those who want to see them. On the device's thread. */
final class Previews {
    private static final Logger LOG = LoggerFactory.getLogger(Previews.class);

    private Previews() {}

    /** One call of the model for all of them. Never throws: a preview is not worth a sample. */
    static void show(OutpaintModel model, List<Sample> stepped) {
        try {
            List<Sample> watched = stepped.stream().filter(Sample::isWatchedNow).toList();
            if (!watched.isEmpty()) {
                List<Preview> previews =
                        model.preview(watched.stream().map(Sample::latents).toList());
                for (int i = 0; i < watched.size(); i++) {
                    watched.get(i).show(previews.get(i));
                }
            }
        } catch (RuntimeException e) {
            LOG.warn("no previews of {} samples: {}", stepped.size(), e.toString());
        }
    }
}
