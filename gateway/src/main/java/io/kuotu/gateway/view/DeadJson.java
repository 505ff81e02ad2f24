package io.kuotu.gateway.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kuotu.common.job.Job;
import io.kuotu.common.wire.DeadLetter;
import io.kuotu.gateway.operate.Replays;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** Dead letters as the contract shows them. */
public final class DeadJson {
    private static final int MOST_TEXT = 10_000;

    private DeadJson() {}

    public static JsonObject of(DeadLetter dead) {
        Optional<Job> job = Replays.job(dead);
        JsonObject json =
                new JsonObject()
                        .put("offset", dead.offset())
                        .put("at", dead.at().toString())
                        .put("code", dead.code())
                        .put("readable", job.isPresent());
        dead.header(DeadLetter.REASON).ifPresent(reason -> json.put("reason", reason));
        dead.header(DeadLetter.WORKER).ifPresent(worker -> json.put("worker", worker));
        dead.header(DeadLetter.TOPIC).ifPresent(topic -> json.put("topic", topic));
        dead.header(DeadLetter.OFFSET).ifPresent(at -> json.put("record_offset", at));
        dead.header(DeadLetter.DELIVERIES).ifPresent(n -> json.put("deliveries", n));
        job.ifPresent(
                j ->
                        json.put("job", j.id().value())
                                .put("tenant", j.tenant().value())
                                .put("tier", j.tier().label())
                                .put("pool", j.pool()));
        return json;
    }

    /** With the record: as JSON where it is some, else as text, cut where it is long. */
    public static JsonObject inFull(DeadLetter dead, Optional<String> replayedAs) {
        JsonObject json = of(dead);
        replayedAs.ifPresent(id -> json.put("replayed_as", id));
        String text = new String(dead.record(), UTF_8);
        try {
            return json.put("record", new JsonObject(text));
        } catch (DecodeException e) {
            return json.put("text", text.substring(0, Math.min(MOST_TEXT, text.length())));
        }
    }
}
