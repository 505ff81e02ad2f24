package io.kuotu.worker.job;

import io.kuotu.common.job.Job;
import io.kuotu.common.trace.Stretch;
import io.kuotu.common.trace.TraceContext;
import io.kuotu.common.trace.TracedSink;
import io.kuotu.common.trace.Tracing;
import io.kuotu.common.wire.Topics;
import io.kuotu.worker.intake.Delivery;
import io.kuotu.worker.intake.Verdict;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.MDC;

/**
 * The spans of deliveries: one at once that says that it came here, so that an attempt whose worker
 * is killed has left a trace, and one over all that is done with it. Both go on in the trace that
 * the record came in. Thread safe.
 */
public final class DeliveryTrail {
    /** In log lines of a job's thread. */
    public static final String LOGGED = "trace";

    private static final String JOB = "kuotu.job";

    private final Tracing tracing;
    private final String worker;
    private final Optional<TracedSink> sink;

    /**
     * @param sink that events go to: those of other threads than the job's shall find its trace too
     */
    public DeliveryTrail(Tracing tracing, String worker, Optional<TracedSink> sink) {
        this.tracing = tracing;
        this.worker = worker;
        this.sink = sink;
    }

    /** Of a worker that traces nothing. */
    public static DeliveryTrail none() {
        return new DeliveryTrail(Tracing.off(), "", Optional.empty());
    }

    /** On the job's thread, which is within the span meanwhile. */
    Verdict follow(Job job, Delivery delivery, Supplier<Verdict> work) {
        if (!tracing.isOn()) {
            return work.get();
        }
        Optional<TraceContext> parent =
                delivery.sent().or(() -> TraceContext.of(job.traceparent()));
        describe(tracing.consumer("receive " + delivery.topic(), parent), "receive", job, delivery)
                .close();
        try (Stretch process =
                describe(
                        tracing.consumer("process " + delivery.topic(), parent),
                        "process",
                        job,
                        delivery)) {
            return process.within(() -> known(job, process, work));
        }
    }

    private Verdict known(Job job, Stretch process, Supplier<Verdict> work) {
        TraceContext place = process.context().orElseThrow();
        String key = job.id().value();
        sink.ifPresent(s -> s.know(key, place));
        try (MDC.MDCCloseable _ = MDC.putCloseable(LOGGED, place.traceId())) {
            return work.get();
        } finally {
            sink.ifPresent(s -> s.forget(key));
        }
    }

    private Stretch describe(Stretch stretch, String operation, Job job, Delivery delivery) {
        return stretch.set("messaging.system", "kafka")
                .set("messaging.operation.name", operation)
                .set("messaging.operation.type", operation)
                .set("messaging.destination.name", delivery.topic())
                .set("messaging.consumer.group.name", Topics.group(delivery.topic()))
                .set("messaging.kafka.offset", delivery.offset())
                .set("messaging.kafka.message.key", job.id().value())
                .set(JOB, job.id().value())
                .set("kuotu.tenant", job.tenant().value())
                .set("kuotu.tier", job.tier().label())
                .set("kuotu.worker", worker)
                .set("kuotu.deliveries", delivery.deliveries());
    }
}
