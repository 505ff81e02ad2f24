package io.kuotu.worker.job;

import io.kuotu.worker.batch.Watcher;
import io.kuotu.worker.finish.PreviewPicture;
import io.kuotu.worker.pipeline.Preview;
import io.kuotu.worker.pipeline.WorkingCanvas;
import io.kuotu.worker.prepare.WorkingGeometry;
import io.kuotu.worker.publish.PreviewWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Has previews of one pass of a variant written: of its draft, then every few steps. */
final class PassPreviews {
    private static final Duration SHORTEST_GAP = Duration.ofMillis(100);

    private final PreviewWriter.Feed feed;
    private final int every;
    private final InstantSource clock;
    private final int before;
    private final int all;

    /**
     * @param feed of the job
     * @param every so many steps at most
     * @param clock to thin out what comes faster than anyone looks
     * @param before steps of earlier passes
     * @param all steps of all passes
     */
    PassPreviews(PreviewWriter.Feed feed, int every, InstantSource clock, int before, int all) {
        this.feed = feed;
        this.every = every;
        this.clock = clock;
        this.before = before;
        this.all = all;
    }

    /** What sampling starts from. On the job's thread. */
    void drafted(WorkingGeometry geometry, WorkingCanvas start) {
        feed.offer(before, all, new PreviewPicture(geometry, start)::ofStart);
    }

    /**
     * Of a sample of {@code steps} steps, {@code done} of the pass before it. A short path is
     * looked at halfway.
     */
    Watcher watcher(WorkingGeometry geometry, WorkingCanvas start, int done, int steps) {
        int apart = Math.min(every, Math.ceilDiv(steps, 2));
        PreviewPicture pictures =
                new PreviewPicture(geometry, start); // the writer's thread owns it
        return new Watcher() {
            private Instant last = Instant.MIN; // the device's thread owns it

            @Override
            public boolean wants(int stepsDone) {
                return stepsDone % apart == 0
                        && feed.hasRoom()
                        && !clock.instant().isBefore(last.plus(SHORTEST_GAP));
            }

            @Override
            public void see(int stepsDone, Preview preview) {
                last = clock.instant();
                feed.offer(before + done + stepsDone, all, () -> pictures.of(preview));
            }
        };
    }
}
