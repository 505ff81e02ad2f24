package io.kuotu.worker.publish;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.kuotu.common.trace.TraceContext;
import io.kuotu.common.wire.DeadLetter;
import io.kuotu.common.wire.RecordSink;
import io.kuotu.common.wire.Topics;
import io.kuotu.worker.intake.Delivery;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records of jobs that failed for our own reasons, kept for an operator to look at and to replay:
 * the record as it was, the reason in its headers.
 */
public final class DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private final RecordSink sender;
    private final String worker;
    private final Counter buried;

    public DeadLetters(RecordSink sender, String worker, CollectorRegistry registry) {
        this.sender = sender;
        this.worker = worker;
        this.buried =
                Counter.build(
                                "kuotu_worker_dead_letters_total",
                                "Job records put aside for an operator.")
                        .register(registry);
    }

    /** Returns when the broker has it. Blocks. */
    public void bury(Delivery delivery, String key, Problem reason) {
        LOG.error("{} is dead: {} {}", delivery, reason.code(), reason.detail());
        Map<String, byte[]> headers =
                new HashMap<>(
                        DeadLetter.headers(
                                reason,
                                new DeadLetter.Origin(
                                        delivery.topic(),
                                        delivery.offset(),
                                        delivery.deliveries(),
                                        worker)));
        delivery.sent().map(TraceContext::recordHeaders).ifPresent(headers::putAll);
        try {
            sender.send(Topics.DEAD, key, delivery.value(), headers).join();
            buried.inc();
        } catch (CompletionException e) {
            throw Problem.of(
                            ErrorCode.BROKER_UNAVAILABLE,
                            "the dead letter could not be sent: " + e.getMessage())
                    .asException(e);
        }
    }
}
