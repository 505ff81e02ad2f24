package io.kuotu.common.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What operators ask and wish, with an operator's key: for others the service answers not found.
 * Answers are as the contract shows them. Blocks; thread safe.
 */
public final class OperatorClient {
    private static final String ROOT = "/v1/operator/";

    private final Calls calls;

    OperatorClient(Calls calls) {
        this.calls = calls;
    }

    /**
     * Which jobs; what is empty takes any.
     *
     * @param olderThan whole seconds since they were accepted
     */
    public record Filter(
            Optional<String> state,
            Optional<String> tier,
            Optional<String> pool,
            Optional<String> tenant,
            Optional<String> worker,
            Optional<Duration> olderThan) {
        public static final Filter ALL =
                new Filter(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());

        private Map<String, String> query() {
            Map<String, String> query = new TreeMap<>();
            state.ifPresent(s -> query.put("state", s));
            tier.ifPresent(s -> query.put("tier", s));
            pool.ifPresent(s -> query.put("pool", s));
            tenant.ifPresent(s -> query.put("tenant", s));
            worker.ifPresent(s -> query.put("worker", s));
            olderThan.ifPresent(age -> query.put("older_than", Long.toString(age.toSeconds())));
            return query;
        }

        private ObjectNode body() {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            tier.ifPresent(s -> body.put("tier", s));
            pool.ifPresent(s -> body.put("pool", s));
            tenant.ifPresent(s -> body.put("tenant", s));
            olderThan.ifPresent(age -> body.put("older_than", age.toSeconds()));
            return body;
        }
    }

    /**
     * A page of everybody's jobs, newest first.
     *
     * @param limit 1 to 200
     * @param cursor {@code next_cursor} of the page before
     */
    public JsonNode jobs(Filter filter, int limit, Optional<String> cursor)
            throws IOException, InterruptedException {
        Map<String, String> query = filter.query();
        query.put("limit", Integer.toString(limit));
        cursor.ifPresent(c -> query.put("cursor", c));
        return get("jobs" + text(query));
    }

    /** Anybody's job in full. */
    public JsonNode job(String id) throws IOException, InterruptedException {
        return get("jobs/" + escaped(id));
    }

    /** By pool and tier. */
    public JsonNode queue() throws IOException, InterruptedException {
        return get("queue");
    }

    /** As they told of themselves last. */
    public JsonNode workers() throws IOException, InterruptedException {
        return get("workers");
    }

    /** Returns when the wish is written. */
    public JsonNode drain(String worker) throws IOException, InterruptedException {
        return post("workers/" + escaped(worker) + "/drain", BodyPublishers.noBody());
    }

    /**
     * Newest first.
     *
     * @param limit 1 to 200
     * @param before {@code next_before} of the page before
     */
    public JsonNode dead(int limit, Optional<Long> before)
            throws IOException, InterruptedException {
        Map<String, String> query = new TreeMap<>(Map.of("limit", Integer.toString(limit)));
        before.ifPresent(offset -> query.put("before", Long.toString(offset)));
        return get("dead" + text(query));
    }

    /** With its record. */
    public JsonNode dead(long offset) throws IOException, InterruptedException {
        return get("dead/" + offset);
    }

    /** The new job. */
    public JsonNode replay(long offset, boolean again) throws IOException, InterruptedException {
        return post("dead/" + offset + "/replay?again=" + again, BodyPublishers.noBody());
    }

    /**
     * How the tier's switch stands then.
     *
     * @param pool that new jobs go to, unless given
     * @param refuse whether new jobs are refused meanwhile
     */
    public JsonNode pause(String tier, Optional<String> pool, boolean refuse)
            throws IOException, InterruptedException {
        Map<String, String> query = new TreeMap<>(Map.of("refuse", Boolean.toString(refuse)));
        pool.ifPresent(p -> query.put("pool", p));
        return post("tiers/" + escaped(tier) + "/pause" + text(query), BodyPublishers.noBody());
    }

    /** How the tier's switch stands then. */
    public JsonNode resume(String tier, Optional<String> pool)
            throws IOException, InterruptedException {
        Map<String, String> query = new TreeMap<>();
        pool.ifPresent(p -> query.put("pool", p));
        return post("tiers/" + escaped(tier) + "/resume" + text(query), BodyPublishers.noBody());
    }

    /** How many jobs that wait are meant; state and worker of the filter say nothing here. */
    public JsonNode countWaiting(Filter filter) throws IOException, InterruptedException {
        return purge(filter.body().put("dry_run", true));
    }

    /** Cancels the oldest of them, so many in a call; {@code left} says whether to call again. */
    public JsonNode purge(Filter filter) throws IOException, InterruptedException {
        return purge(filter.body().put("dry_run", false));
    }

    private JsonNode purge(ObjectNode body) throws IOException, InterruptedException {
        return calls.json(
                calls.call(ROOT + "purge")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.toString())));
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return calls.json(calls.call(ROOT + path).GET());
    }

    private JsonNode post(String path, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        return calls.json(calls.call(ROOT + path).POST(body));
    }

    private static String text(Map<String, String> query) {
        StringBuilder text = new StringBuilder();
        query.forEach(
                (name, value) ->
                        text.append(text.isEmpty() ? '?' : '&')
                                .append(name)
                                .append('=')
                                .append(escaped(value)));
        return text.toString();
    }

    private static String escaped(String value) {
        return URLEncoder.encode(value, UTF_8).replace("+", "%20");
    }
}
