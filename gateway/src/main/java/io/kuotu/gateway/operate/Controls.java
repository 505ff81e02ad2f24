package io.kuotu.gateway.operate;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.job.Tier;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.common.wire.RecordSink;
import io.kuotu.common.wire.Switch;
import io.kuotu.common.wire.Switch.TierSwitch;
import io.kuotu.common.wire.Switchboard;
import io.kuotu.common.wire.Topics;
import io.kuotu.common.wire.WorkerCommand;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletionException;

/** Wishes of operators, written where all gateways and workers read them. Blocks; thread safe. */
public final class Controls {
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(2);
    private static final Duration LOOK = Duration.ofMillis(10);

    private final RecordSink sink;
    private final Switchboard switches;
    private final InstantSource clock;

    /**
     * @param switches as this gateway reads them back
     */
    public Controls(RecordSink sink, Switchboard switches, InstantSource clock) {
        this.sink = sink;
        this.switches = switches;
        this.clock = clock;
    }

    /** Returns when it is written and, as a rule, when this gateway goes by it. */
    public TierSwitch pause(String pool, Tier tier, boolean refuse, TenantId by)
            throws InterruptedException {
        return set(new TierSwitch(pool, tier, true, refuse, clock.instant(), by.value()));
    }

    /** The same. */
    public TierSwitch resume(String pool, Tier tier, TenantId by) throws InterruptedException {
        return set(new TierSwitch(pool, tier, false, false, clock.instant(), by.value()));
    }

    private TierSwitch set(TierSwitch wish) throws InterruptedException {
        send(Topics.SWITCHES, wish.key(), JsonCodec.encode((Switch) wish));
        long end = System.nanoTime() + SEEN_WITHIN.toNanos();
        while (System.nanoTime() < end
                && !switches.of(wish.pool(), wish.tier()).filter(wish::equals).isPresent()) {
            Thread.sleep(LOOK);
        }
        return wish;
    }

    /** Returns when the wish is written; the worker hears it in a moment. */
    public void drain(String worker) {
        WorkerCommand wish = new WorkerCommand.Drain(worker);
        send(Topics.COMMANDS, worker, JsonCodec.encode(wish));
    }

    private void send(String topic, String key, byte[] value) {
        try {
            sink.send(topic, key, value).join();
        } catch (CompletionException e) {
            throw Problem.of(ErrorCode.BROKER_UNAVAILABLE, "the wish could not be written")
                    .asException(e);
        }
    }
}
