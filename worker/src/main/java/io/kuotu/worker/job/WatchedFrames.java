package io.kuotu.worker.job;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobOutput;
import io.kuotu.worker.chain.Frame;
import io.kuotu.worker.chain.FrameWatcher;
import io.kuotu.worker.chain.Frames;
import io.kuotu.worker.job.Outputs.Stored;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.provenance.Origin;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Frames of one chain, really made. Each is made of the one before as its file has it, read again
 * from that file: so it makes no difference whether this worker made that one a moment ago or
 * another did an hour ago, in whatever format. The job's thread owns it.
 */
final class WatchedFrames implements Frames {
    private final Workshop shop;
    private final Job job;
    private final Picture source;
    private final Link link;
    private final FrameWatcher watcher;
    private final PhaseTimes times;
    private final IntFunction<Origin> origins;
    private Picture last;
    private FrameWatcher.@Nullable Watch watch;

    /**
     * @param origins of each frame
     */
    WatchedFrames(
            Workshop shop,
            Job job,
            Picture source,
            Link link,
            FrameWatcher watcher,
            PhaseTimes times,
            IntFunction<Origin> origins) {
        this.shop = shop;
        this.job = job;
        this.source = source;
        this.link = link;
        this.watcher = watcher;
        this.times = times;
        this.origins = origins;
        this.last = source;
    }

    @Override
    public void begin(List<JobOutput> found) throws Exception {
        watch = watcher.begin(job, source, found);
        if (!found.isEmpty()) {
            replaceLast(found.getLast());
        }
    }

    @Override
    public JobOutput next(int frame) throws Exception {
        Link.Made made = link.next(frame, last);
        if (link.isLast(frame)) {
            shop.nearsEnd().accept(job.id());
        }
        Stored stored =
                new Outputs(shop, job, times, origins.apply(frame))
                        .storeAndRead(made.picture(), frame, link.seed(frame));
        Frame seen = new Frame(frame, source, last, stored.picture());
        Map<String, Double> figures = new TreeMap<>(made.figures());
        figures.putAll(times.measure("watch", () -> watch().see(seen)));
        last = stored.picture();
        return stored.output().withQuality(figures);
    }

    @Override
    public void replaceLast(JobOutput other) throws Exception {
        last = times.measure("prepare", () -> StoredPicture.fetch(shop.store(), other));
    }

    /** What is stored beside the frames, when all are made. */
    List<JobOutput> end(List<JobOutput> frames) throws Exception {
        return times.measure("watch", () -> watch().end(List.copyOf(frames)));
    }

    private FrameWatcher.Watch watch() {
        if (watch == null) {
            throw new IllegalStateException("the chain was not begun");
        }
        return watch;
    }
}
