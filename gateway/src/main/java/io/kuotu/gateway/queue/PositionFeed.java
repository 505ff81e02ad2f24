package io.kuotu.gateway.queue;

import io.kuotu.common.job.JobId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whoever follows a waiting job where it stands, when that has changed so much that it is
 * worth a word, and at most once in a while. One thread of its own; it alone tells.
 */
public final class PositionFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PositionFeed.class);

    private final QueueModel model;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("positions").factory());
    private final Map<Listener, Subscription> subscriptions = new ConcurrentHashMap<>();
    private QueueModel.@Nullable Version lastVersion; // the thread's

    /** Called on the feed's thread: must not block. Told nothing of a job that does not wait. */
    @FunctionalInterface
    public interface Listener {
        void moved(Standing standing);
    }

    private static final class Subscription {
        private final JobId job;
        private @Nullable Standing told; // the thread's

        private Subscription(JobId job) {
            this.job = job;
        }
    }

    private PositionFeed(QueueModel model) {
        this.model = model;
    }

    /**
     * Starts the thread.
     *
     * @param model to look at
     * @param every so often
     */
    public static PositionFeed start(QueueModel model, Duration every) {
        PositionFeed feed = new PositionFeed(model);
        var _ =
                feed.thread.scheduleAtFixedRate(
                        feed::look, every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
        return feed;
    }

    /**
     * From any thread. The first word comes at once.
     *
     * @param listener for one job at a time; known by identity
     */
    public void listen(JobId job, Listener listener) {
        Subscription subscription = new Subscription(job);
        subscriptions.put(listener, subscription);
        try {
            thread.execute(() -> tell(listener, subscription));
        } catch (RejectedExecutionException e) {
            LOG.debug("the gateway stops");
        }
    }

    /** From any thread. A call that is under way may still come. */
    public void unlisten(Listener listener) {
        subscriptions.remove(listener);
    }

    private void look() {
        QueueModel.Version version = model.version();
        if (!version.equals(lastVersion)) {
            lastVersion = version;
            subscriptions.forEach(this::tell);
        }
    }

    private void tell(Listener listener, Subscription subscription) {
        Optional<Standing> now = model.standing(subscription.job);
        Standing before = subscription.told;
        if (now.isEmpty() || (before != null && !now.get().isNews(before))) {
            return;
        }
        subscription.told = now.get();
        try {
            listener.moved(now.get());
        } catch (RuntimeException e) { // the others want to hear theirs
            LOG.warn("a listener for {} failed", subscription.job, e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
