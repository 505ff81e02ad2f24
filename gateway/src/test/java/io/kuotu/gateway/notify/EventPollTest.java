package io.kuotu.gateway.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.testing.SampleJobs;
import io.kuotu.common.wire.JobRecord;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.common.wire.Topics;
import io.kuotu.gateway.board.Board;
import io.kuotu.gateway.board.JobView;
import io.prometheus.client.CollectorRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Long polls of a job that waits in the queue. */
class EventPollTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Board board = new Board(Duration.ofHours(1), InstantSource.fixed(SampleJobs.NOW));
    private final Job job = new SampleJobs(5).expansion();
    private final Vertx vertx = Vertx.vertx();
    private final CompletableFuture<BiConsumer<String, JsonObject>> ear = new CompletableFuture<>();
    private final Feeds feeds =
            new Feeds(
                    board,
                    this::listen,
                    new Feeds.Limits(LONG, LONG, 32_768, 10),
                    new CollectorRegistry());

    /** As the feed of positions does: the first word comes at once. */
    private Runnable listen(Object id, BiConsumer<String, JsonObject> told) {
        told.accept("position", position(7));
        ear.complete(told);
        return () -> {};
    }

    private static JsonObject position(int place) {
        return new JsonObject().put("position", place);
    }

    @BeforeEach
    void accept() {
        board.read("jobs.default.standard", 0, job.id().value(), JobRecord.encode(job));
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** After all that there is to be told of a job that was just accepted. */
    private CompletableFuture<JsonObject> poll(Duration wait) {
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        JobView view = board.find(job.id()).orElseThrow();
        Place queued = new Place(false, -1);
        vertx.getOrCreateContext()
                .runOnContext(_ -> EventPoll.open(feeds, view, queued, wait, answer::complete));
        return answer;
    }

    private static String only(JsonObject page) {
        assertThat(page.getJsonArray("events")).as("%s", page).hasSize(1);
        return page.getJsonArray("events").getJsonObject(0).getString("event");
    }

    private static int place(JsonObject page) {
        JsonObject event = page.getJsonArray("events").getJsonObject(0);
        return event.getJsonObject("data").getInteger("position");
    }

    @Test
    void whereAJobStandsEndsNoPoll_itWouldBeAskedAgainAtOnce() throws Exception {
        CompletableFuture<JsonObject> answer = poll(LONG);
        ear.get(10, TimeUnit.SECONDS);

        assertThatThrownBy(() -> answer.get(300, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);

        ear.join().accept("position", position(3));
        JsonObject page = answer.get(10, TimeUnit.SECONDS);
        assertThat(only(page)).isEqualTo("position");
        assertThat(place(page)).isEqualTo(3);
    }

    @Test
    void aWaitForNothingTellsWhereTheJobStands() throws Exception {
        JsonObject page = poll(Duration.ofMillis(200)).get(10, TimeUnit.SECONDS);

        assertThat(only(page)).isEqualTo("position");
        assertThat(place(page)).isEqualTo(7);
        assertThat(page.getBoolean("ended")).isFalse();
    }

    @Test
    void anEventGoesBeforeAStandingThatItMadeUntrue() throws Exception {
        CompletableFuture<JsonObject> answer = poll(LONG);
        ear.get(10, TimeUnit.SECONDS);
        JobEvent started =
                new JobEvent.Started(job.id(), SampleJobs.NOW, "worker-1", 1, "scenes@1");
        board.read(Topics.EVENTS, 0, job.id().value(), JsonCodec.encode(started));

        JsonObject page = answer.get(10, TimeUnit.SECONDS);
        assertThat(only(page)).isEqualTo("started");
    }
}
