package io.kuotu.load;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.http.HttpDsl.ByteArrayBodyPart;
import static io.gatling.javaapi.http.HttpDsl.StringBodyPart;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one virtual user does here: hands one photograph in and goes. Who follows the job is {@link
 * Ends}, so a user never waits and nobody comes later for it.
 */
final class Submitting {
    private static final String ARRIVAL = "arrival";

    private final LoadSettings.Load settings;
    private final Run run;
    private final Photo photo;
    private final boolean same;
    private final AtomicLong numbers = new AtomicLong(System.currentTimeMillis());

    /**
     * @param same whether all hand in the same picture with the same seed
     */
    Submitting(LoadSettings.Load settings, Run run, boolean same) {
        this.settings = settings;
        this.run = run;
        this.photo = Photo.ofSide(settings.side());
        this.same = same;
    }

    ChainBuilder chain() {
        long first = numbers.get();
        return exec(session -> {
                    long number = numbers.incrementAndGet();
                    return session.set("number", same ? first : number)
                            .set("tier", tier(number))
                            .set(ARRIVAL, run.ledger().arrive(tier(number)));
                })
                .exec(
                        http("accept")
                                .post("/v1/expansions")
                                .bodyPart(
                                        StringBodyPart("request", request())
                                                .contentType("application/json"))
                                .bodyPart(
                                        ByteArrayBodyPart(
                                                        "image",
                                                        session ->
                                                                photo.copy(
                                                                        session.getLong("number")))
                                                .fileName("photo.jpg")
                                                .contentType("image/jpeg"))
                                .check(
                                        status().saveAs("status"),
                                        status().in(200, 202, 429, 503),
                                        header("Retry-After").optional().saveAs("retry"),
                                        jsonPath("$.id").optional().saveAs("job")))
                .exec(this::answered);
    }

    /** Of ten arrivals one is interactive, six are standard, three bulk. */
    private static String tier(long number) {
        int turn = (int) Math.floorMod(number, 10L);
        return Course.TIERS.get(turn == 0 ? 0 : turn < 7 ? 1 : 2);
    }

    private String request() {
        return String.format(
                Locale.ROOT,
                """
                {"aspect_ratio": "%s", "steps": %d, "deadline": %d, "seed": #{number}, "tier": "#{tier}"}\
                """,
                settings.aspectRatio(),
                settings.steps(),
                settings.endWithin().toSeconds());
    }

    private Session answered(Session session) {
        Arrival arrival = session.<Arrival>get(ARRIVAL);
        if (arrival != null) {
            arrival.answer(
                    run.ledger().now(),
                    session.contains("status") ? session.getInt("status") : 0,
                    session.contains("retry"),
                    session.contains("job")
                            ? Optional.ofNullable(session.getString("job"))
                            : Optional.empty());
            if (arrival.isAccepted()) {
                run.ends().follow(arrival);
            }
        }
        return session;
    }
}
