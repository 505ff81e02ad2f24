package io.kuotu.gateway.notify;

import io.kuotu.common.job.JobId;
import io.kuotu.gateway.queue.PositionFeed;
import io.kuotu.gateway.view.QueueJson;
import io.vertx.core.json.JsonObject;
import java.util.function.BiConsumer;

/** Where a job stands while it waits, told beside the log. */
public final class Positions implements Asides {
    private final PositionFeed feed;

    public Positions(PositionFeed feed) {
        this.feed = feed;
    }

    @Override
    public Runnable listen(JobId job, BiConsumer<String, JsonObject> told) {
        PositionFeed.Listener listener =
                standing -> told.accept(QueueJson.POSITION, QueueJson.event(job.value(), standing));
        feed.listen(job, listener);
        return () -> feed.unlisten(listener);
    }
}
