package io.kuotu.load;

import static io.gatling.javaapi.core.CoreDsl.bodyLength;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.feed;
import static io.gatling.javaapi.core.CoreDsl.group;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.ByteArrayBodyPart;
import static io.gatling.javaapi.http.HttpDsl.StringBodyPart;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.sse;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * What one virtual user does: hands a photograph in, follows its job to the end by server-sent
 * events, fetches the first output. Nothing is tried twice: what fails, counts.
 */
final class Caller {
    /** From the request to the answer 202: the job will not be lost. */
    static final String ACCEPT = "accept";

    /** From that answer to the event that ends the job. */
    static final String ACCEPT_TO_END = "accept to end";

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final LoadSettings.Load settings;
    private final Photo photo;

    Caller(LoadSettings.Load settings) {
        this.settings = settings;
        this.photo = Photo.ofSide(settings.side());
    }

    HttpProtocolBuilder protocol() {
        return http.baseUrl(settings.server().toString())
                .authorizationHeader("Bearer " + settings.key())
                .disableWarmUp() // it calls a page of Gatling's makers
                .disableFollowRedirect()
                .disableCaching();
    }

    ScenarioBuilder scenarioOf(String name) {
        return scenario(name).exec(feed(seeds()), accept().exitHereIfFailed(), follow(), fetch());
    }

    /** Another one for each job, and others in the next run. */
    private static Iterator<Map<String, Object>> seeds() {
        return LongStream.iterate(System.currentTimeMillis(), seed -> seed + 1)
                .mapToObj(seed -> Map.<String, Object>of("seed", seed))
                .iterator();
    }

    private ChainBuilder accept() {
        return exec(
                http(ACCEPT)
                        .post("/v1/expansions")
                        .bodyPart(
                                StringBodyPart("request", request())
                                        .contentType("application/json"))
                        .bodyPart(
                                ByteArrayBodyPart(
                                                "image",
                                                session -> photo.copy(session.getLong("seed")))
                                        .fileName("photo.jpg")
                                        .contentType("image/jpeg"))
                        .check(status().is(202), jsonPath("$.id").saveAs("job")));
    }

    /** The deadline lets the cluster drop what this run no longer waits for. */
    private String request() {
        return """
        {"aspect_ratio": "%s", "steps": %d, "deadline": %d, "seed": #{seed}}\
        """
                .formatted(
                        settings.aspectRatio(), settings.steps(), settings.endWithin().toSeconds());
    }

    private ChainBuilder follow() {
        return group(ACCEPT_TO_END)
                .on(
                        sse("events")
                                .get("/v1/jobs/#{job}/events")
                                .await(settings.endWithin().plus(GRACE))
                                .on(
                                        sse.checkMessage("end")
                                                .matching(
                                                        jsonPath("$.event")
                                                                .in(
                                                                        "succeeded",
                                                                        "failed",
                                                                        "cancelled"))
                                                .check(
                                                        jsonPath("$.data.code").notExists(),
                                                        jsonPath("$.event").is("succeeded"),
                                                        jsonPath("$.data.outputs[0].bytes")
                                                                .ofInt()
                                                                .saveAs("bytes"))))
                .exitHereIfFailed()
                .exec(sse("close").close());
    }

    private ChainBuilder fetch() {
        return exec(
                http("output")
                        .get("/v1/jobs/#{job}/outputs/0")
                        .check(status().is(302), header("Location").saveAs("file")),
                http("file")
                        .get("#{file}")
                        .ignoreProtocolHeaders() // presigned: it must not get the key
                        .check(status().is(200), bodyLength().isEL("#{bytes}")));
    }
}
