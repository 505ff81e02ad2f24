package io.kuotu.gateway.http;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.ProblemException;
import io.kuotu.common.trace.Stretch;
import io.kuotu.gateway.admission.OverLimit;
import io.kuotu.gateway.admission.Tenant;
import io.kuotu.gateway.board.JobLookup;
import io.kuotu.gateway.board.JobView;
import io.kuotu.gateway.claim.Accepted;
import io.kuotu.gateway.claim.Claims;
import io.kuotu.gateway.claim.Digest;
import io.kuotu.gateway.submit.Submissions;
import io.kuotu.gateway.view.JobJson;
import io.kuotu.gateway.view.ProblemJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many requests in one: each takes the way of a single one and has its own outcome. A few virtual
 * threads a batch take one request after another; they go on when the client has gone, so that what
 * was accepted and what the answer would have said are the same.
 */
public final class BatchRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(BatchRoutes.class);

    /**
     * @param maxBytes of the whole body
     * @param atOnce requests of one batch that are seen to at the same time
     * @param within requests that are not begun by then are refused
     */
    public record Limits(long maxBytes, int atOnce, Duration within) {}

    private final BatchItems items;
    private final Submissions submissions;
    private final JobLookup lookup;
    private final Limits limits;

    BatchRoutes(BatchItems items, Submissions submissions, JobLookup lookup, Limits limits) {
        this.items = items;
        this.submissions = submissions;
        this.lookup = lookup;
        this.limits = limits;
    }

    /** The key of one request where its batch has one: it can be asked for again by itself. */
    static String itemKey(String batchKey, int index) {
        return batchKey + "/" + index;
    }

    void create(RoutingContext context) {
        Tenant tenant = Authenticator.tenant(context);
        if (context.body().length() > limits.maxBytes()) {
            throw Problem.of(
                            ErrorCode.PAYLOAD_TOO_LARGE,
                            "a batch may have at most "
                                    + limits.maxBytes()
                                    + " bytes; name pictures by upload or by job")
                    .asException();
        }
        JsonArray requests = Inputs.array(context);
        Optional<String> traceparent = TraceTrail.parent(context);
        Optional<String> key = Inputs.header(context, Claims.HEADER);
        Optional<OverLimit> overLimit = Inputs.preferredOverLimit(context);
        Batch batch = new Batch(tenant, requests, traceparent, key, overLimit);
        Offload.answer(context, () -> Reply.json(200, batch.run()));
    }

    /** One batch, while it is seen to. */
    private final class Batch {
        private final Tenant tenant;
        private final JsonArray requests;
        private final Optional<String> traceparent;
        private final Optional<String> key;
        private final Optional<OverLimit> overLimit;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicReferenceArray<JsonObject> outcomes;
        private final long until = System.nanoTime() + limits.within().toNanos();

        Batch(
                Tenant tenant,
                JsonArray requests,
                Optional<String> traceparent,
                Optional<String> key,
                Optional<OverLimit> overLimit) {
            this.tenant = tenant;
            this.overLimit = overLimit;
            this.key = key;
            this.requests = requests;
            this.traceparent = traceparent;
            this.outcomes = new AtomicReferenceArray<>(requests.size());
        }

        JsonObject run() throws InterruptedException {
            Stretch here = Stretch.here();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < Math.min(limits.atOnce(), requests.size()); i++) {
                threads.add(Thread.startVirtualThread(() -> here.within(this::work)));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            return json();
        }

        private void work() {
            for (int i = next.getAndIncrement(); i < requests.size(); i = next.getAndIncrement()) {
                outcomes.set(i, outcome(i));
            }
        }

        private JsonObject outcome(int index) {
            try {
                JobView view = view(submit(index));
                return new JsonObject()
                        .put("status", view.state().isTerminal() ? 200 : 202)
                        .put("job", JobJson.of(view));
            } catch (Exception e) {
                Problem problem = ProblemException.of(e);
                if (problem.code() == ErrorCode.INTERNAL) {
                    LOG.error("a request of a batch failed", e);
                }
                return new JsonObject()
                        .put("status", problem.code().httpStatus())
                        .put("problem", ProblemJson.of(problem));
            }
        }

        private JobView view(Accepted accepted) throws InterruptedException {
            return accepted.replayed()
                    ? lookup.find(accepted.job().id().value(), tenant.id())
                    : JobView.queued(accepted.job());
        }

        private Accepted submit(int index) throws Exception {
            Object request = requests.getValue(index);
            BatchItems.Item item = items.read(request, traceparent);
            if (System.nanoTime() - until > 0) {
                throw Problem.of(
                                ErrorCode.BATCH_TIMED_OUT,
                                "not begun within " + limits.within().toSeconds() + " s; try again")
                        .asException();
            }
            return submissions.accept(
                    new Submissions.Submission(
                            tenant,
                            item.request(),
                            item.image(),
                            Optional.empty(),
                            key(index, (JsonObject) request),
                            overLimit));
        }

        private Optional<JobEvent.Key> key(int index, JsonObject request) throws IOException {
            return key.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            Digest.key(
                                    tenant.id(),
                                    itemKey(key.get(), index),
                                    "createBatch",
                                    request.getMap(),
                                    Optional.empty()));
        }

        private JsonObject json() {
            JsonArray all = new JsonArray();
            int accepted = 0;
            for (int i = 0; i < outcomes.length(); i++) {
                JsonObject outcome = outcomes.get(i);
                accepted += outcome.containsKey("job") ? 1 : 0;
                all.add(outcome);
            }
            return new JsonObject()
                    .put("accepted", accepted)
                    .put("refused", all.size() - accepted)
                    .put("items", all);
        }
    }
}
