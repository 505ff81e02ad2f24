package io.kuotu.worker.ops;

import io.kuotu.common.fleet.WorkerStatus;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.common.wire.RecordSink;
import io.kuotu.common.wire.Topics;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells gateways every few seconds that this worker is there, and at its end that it is not. */
public final class Heartbeat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
    public static final Duration INTERVAL = Duration.ofSeconds(5);

    private final RecordSink sender;
    private final Supplier<WorkerStatus> status;
    private final Thread thread;

    private Heartbeat(RecordSink sender, Supplier<WorkerStatus> status) {
        this.sender = sender;
        this.status = status;
        this.thread = Thread.ofVirtual().name("heartbeat").unstarted(this::run);
    }

    public static Heartbeat start(RecordSink sender, Supplier<WorkerStatus> status) {
        Heartbeat heartbeat = new Heartbeat(sender, status);
        heartbeat.thread.start();
        return heartbeat;
    }

    private void run() {
        try {
            while (true) {
                tell();
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException e) {
            LOG.debug("the heartbeat ends");
        }
    }

    /** Now, out of turn. */
    public void tell() {
        WorkerStatus now = status.get();
        var _ = sender.send(Topics.WORKERS, now.worker(), JsonCodec.encode(now));
    }

    /** The last word is whatever the status says by then. */
    @Override
    public void close() {
        thread.interrupt();
        tell();
    }
}
