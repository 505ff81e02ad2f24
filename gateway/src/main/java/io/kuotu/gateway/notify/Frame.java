package io.kuotu.gateway.notify;

import io.kuotu.common.job.Job;
import io.kuotu.gateway.board.LoggedEvent;
import io.kuotu.gateway.view.EventJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * One thing that the readers of a job are told. All readers on one event loop share it, and it is
 * encoded once for each transport, however many they are. Its event loop owns it.
 */
final class Frame {
    private static final String ASIDE = "";

    private final String id;
    private final String event;
    private final Job job;
    private final JsonObject data;
    private final boolean end;
    private @Nullable Buffer lines;
    private @Nullable String text;

    private Frame(String id, String event, Job job, JsonObject data, boolean end) {
        this.id = id;
        this.event = event;
        this.job = job;
        this.data = data;
        this.end = end;
    }

    /** That the job is queued: told by its record, so it has a name for an id. */
    static Frame queued(Job job) {
        return new Frame(EventJson.QUEUED, EventJson.QUEUED, job, EventJson.queued(job), false);
    }

    static Frame of(Job job, LoggedEvent logged) {
        return new Frame(
                Long.toString(logged.offset()),
                EventJson.name(logged.event()),
                job,
                EventJson.data(job, logged.event()),
                logged.isEnd());
    }

    /** What is not in the log, and is not told again to those who come back: it has no id. */
    static Frame aside(Job job, String event, JsonObject data) {
        return new Frame(ASIDE, event, job, data, false);
    }

    /** Whether nothing comes after it. */
    boolean isEnd() {
        return end;
    }

    boolean isAside() {
        return id.equals(ASIDE);
    }

    /** Empty for an aside. */
    String id() {
        return id;
    }

    /** As server-sent event. */
    Buffer lines() {
        if (lines == null) {
            String head = isAside() ? "" : "id: " + id + "\n";
            lines = Buffer.buffer(head + "event: " + event + "\ndata: " + data.encode() + "\n\n");
        }
        return lines;
    }

    /** As WebSocket message. */
    String text() {
        if (text == null) {
            JsonObject message = isAside() ? new JsonObject() : new JsonObject().put("id", id);
            text =
                    message.put("event", event)
                            .put("job", job.id().value())
                            .put("data", data)
                            .encode();
        }
        return text;
    }

    /** As an entry of a long poll's answer. */
    JsonObject entry() {
        JsonObject entry = isAside() ? new JsonObject() : new JsonObject().put("id", id);
        return entry.put("event", event).put("data", data);
    }
}
