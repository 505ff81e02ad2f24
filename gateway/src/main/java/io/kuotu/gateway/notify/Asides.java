package io.kuotu.gateway.notify;

import io.kuotu.common.job.JobId;
import io.vertx.core.json.JsonObject;
import java.util.function.BiConsumer;

/**
 * What readers of a job are told beside the log: true at the moment, not kept, without an id. Such
 * as its place in the queue.
 */
@FunctionalInterface
public interface Asides {
    Asides NONE = (_, _) -> () -> {};

    /**
     * From an event loop; must not block.
     *
     * @param job that somebody reads
     * @param told takes an event's name and data, from any thread; a first one may come at once
     * @return ends it; a call that is under way may still come
     */
    Runnable listen(JobId job, BiConsumer<String, JsonObject> told);
}
