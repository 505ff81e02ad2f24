package io.kuotu.common.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Calls and their answers. What may be sent twice without harm is sent again where it found nobody,
 * or a service that has no room at the moment. Thread safe.
 */
final class Calls {
    static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(90);
    private static final Duration LONGEST_PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http;
    private final ObjectMapper mapper;
    private final URI server;
    private final String key;
    private final Backoff backoff;
    private final int tries;

    /**
     * @param tries of a call that may be sent again; 1 never does
     */
    Calls(
            HttpClient http,
            ObjectMapper mapper,
            URI server,
            String key,
            Backoff backoff,
            int tries) {
        this.http = http;
        this.mapper = mapper;
        this.server = server;
        this.key = key;
        this.backoff = backoff;
        this.tries = tries;
    }

    HttpRequest.Builder call(String path) {
        return HttpRequest.newBuilder(server.resolve(path))
                .header("Authorization", "Bearer " + key);
    }

    /** The answer's body; what the service refuses is an {@link ApiProblem}. */
    JsonNode json(HttpRequest.Builder call) throws IOException, InterruptedException {
        HttpRequest request = call.timeout(ANSWER_WITHIN).build();
        for (int failures = 1; ; failures++) {
            try {
                HttpResponse<String> answer = send(request, BodyHandlers.ofString());
                if (answer.statusCode() < 300) {
                    return mapper.readTree(answer.body());
                }
                giveUpOrWait(request, failures, problem(answer, answer.body()));
            } catch (IOException e) {
                if (!mayTryAgain(request, failures)) {
                    throw e;
                }
                Thread.sleep(backoff.pause(failures, Optional.empty()));
            }
        }
    }

    /** A redirect's target is no place for our key, so it is not followed here. */
    HttpResponse<InputStream> stream(HttpRequest.Builder call, int expected)
            throws IOException, InterruptedException {
        HttpRequest request = call.timeout(ANSWER_WITHIN).build(); // until its head is here
        for (int failures = 1; ; failures++) {
            try {
                HttpResponse<InputStream> answer = send(request, BodyHandlers.ofInputStream());
                if (answer.statusCode() == expected) {
                    return answer;
                }
                try (InputStream body = answer.body()) {
                    String text = new String(body.readAllBytes(), UTF_8);
                    giveUpOrWait(request, failures, problem(answer, text));
                }
            } catch (IOException e) {
                if (!mayTryAgain(request, failures)) {
                    throw e;
                }
                Thread.sleep(backoff.pause(failures, Optional.empty()));
            }
        }
    }

    private void giveUpOrWait(HttpRequest request, int failures, ApiProblem problem)
            throws InterruptedException {
        boolean tooLong =
                problem.retryAfter().filter(d -> d.compareTo(LONGEST_PATIENCE) > 0).isPresent();
        if (!PASSING.contains(problem.status()) || tooLong || !mayTryAgain(request, failures)) {
            throw problem;
        }
        Thread.sleep(backoff.pause(failures, problem.retryAfter()));
    }

    private boolean mayTryAgain(HttpRequest request, int failures) {
        boolean harmless =
                !request.method().equals("POST")
                        || request.headers().firstValue(IDEMPOTENCY_KEY).isPresent();
        return harmless && failures < tries;
    }

    /** The JDK's own exception does not say what could not be reached. */
    <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        try {
            return http.send(request, handler);
        } catch (ConnectException e) {
            String place = request.uri().getScheme() + "://" + request.uri().getAuthority();
            throw new IOException("cannot reach " + place, e);
        }
    }

    ApiProblem problem(HttpResponse<?> answer, String body) {
        Optional<Duration> retryAfter =
                answer.headers()
                        .firstValue("Retry-After")
                        .filter(s -> s.matches("\\d{1,9}"))
                        .map(Long::parseLong)
                        .map(Duration::ofSeconds);
        try {
            JsonNode document = mapper.readTree(body);
            return ApiProblem.of(
                    answer.statusCode(),
                    document == null ? mapper.createObjectNode() : document,
                    retryAfter);
        } catch (JsonProcessingException e) {
            return ApiProblem.of(answer.statusCode(), mapper.createObjectNode(), retryAfter);
        }
    }
}
