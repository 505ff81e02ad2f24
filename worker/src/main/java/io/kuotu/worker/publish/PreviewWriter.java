package io.kuotu.worker.publish;

import io.kuotu.common.job.DigitalSourceType;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.OutputFormat;
import io.kuotu.common.job.Rendition;
import io.kuotu.common.provenance.Label;
import io.kuotu.common.provenance.MarkedFile;
import io.kuotu.common.store.ObjectKeys;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.PictureEncoder;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores previews, then tells of them, on a thread of its own. They come over a small queue and are
 * dropped rather than waited for: when it is full, when the store is away, when their job is over.
 */
public final class PreviewWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PreviewWriter.class);
    private static final int QUEUE = 16;
    private static final Rendition RENDITION = new Rendition(OutputFormat.JPEG, 80);

    private record Shot(Feed feed, int step, int steps, Supplier<Picture> picture) {}

    private final ObjectStore store;
    private final EventWriter events;
    private final InstantSource clock;
    private final BlockingQueue<Shot> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Thread thread;

    public PreviewWriter(ObjectStore store, EventWriter events, InstantSource clock) {
        this.store = store;
        this.events = events;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("preview-writer").start(this::run);
    }

    /** The previews of one attempt at a job; closed before its end is told. Thread safe. */
    public final class Feed implements AutoCloseable {
        private final JobId id;
        private boolean over; // guarded by this

        private Feed(JobId id) {
            this.id = id;
        }

        /** Whether the next one would be taken. Never blocks. */
        public boolean hasRoom() {
            return queue.remainingCapacity() > 0;
        }

        /**
         * Never blocks.
         *
         * @param step steps done, over all passes
         * @param steps of all passes
         * @param picture made on the writer's thread
         */
        public void offer(int step, int steps, Supplier<Picture> picture) {
            if (!queue.offer(new Shot(this, step, steps, picture))) {
                LOG.debug("preview {} of {} dropped", step, id);
            }
        }

        private synchronized boolean isOver() {
            return over;
        }

        private synchronized void tell(JobEvent event) {
            if (!over) {
                var _ = events.write(event);
            }
        }

        /** When it returns, no event of a preview comes any more. */
        @Override
        public synchronized void close() {
            over = true;
        }
    }

    public Feed open(JobId id) {
        return new Feed(id);
    }

    private void run() {
        try {
            while (true) {
                write(queue.take());
            }
        } catch (InterruptedException e) {
            LOG.debug("the preview writer ends");
        }
    }

    private void write(Shot shot) {
        if (shot.feed().isOver()) {
            return;
        }
        try {
            Picture picture = shot.picture().get();
            String key = ObjectKeys.preview(shot.feed().id, shot.step());
            String mediaType = RENDITION.format().mediaType();
            Label label = new Label(DigitalSourceType.COMPOSITE, shot.feed().id);
            byte[] file = PictureEncoder.encode(picture, RENDITION);
            store.put(key, MarkedFile.labelled(file, label), mediaType);
            shot.feed()
                    .tell(
                            new JobEvent.Previewed(
                                    shot.feed().id,
                                    clock.instant(),
                                    shot.step(),
                                    shot.steps(),
                                    key,
                                    mediaType,
                                    picture.width(),
                                    picture.height()));
        } catch (RuntimeException e) { // a preview is not worth a job
            LOG.warn("preview {} of {} is lost: {}", shot.step(), shot.feed().id, e.toString());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
