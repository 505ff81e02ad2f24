package io.kuotu.worker;

import io.kuotu.common.job.JobId;
import io.kuotu.common.wire.Commands;
import io.kuotu.common.wire.JobCommand;
import io.kuotu.common.wire.Unreadable;
import io.kuotu.common.wire.WorkerCommand;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What gateways tell workers, of which this one takes what it is meant by. */
final class Wishes {
    private static final Logger LOG = LoggerFactory.getLogger(Wishes.class);

    private final String worker;
    private final Consumer<JobId> cancel;
    private final Runnable drain;
    private boolean drains; // the tail's thread owns it

    /**
     * @param worker name of this one
     * @param cancel a job, which this worker need not hold; must not block
     * @param drain this worker; called once, on a thread of its own
     */
    Wishes(String worker, Consumer<JobId> cancel, Runnable drain) {
        this.worker = worker;
        this.cancel = cancel;
        this.drain = drain;
    }

    /** What the tail calls, on its thread. */
    void read(String topic, long offset, String key, byte @Nullable [] value) {
        if (value == null) {
            return;
        }
        try {
            Commands.decode(value, this::ofJob, this::ofWorker);
        } catch (IllegalArgumentException e) {
            Unreadable.skipped(LOG, topic, offset, e);
        }
    }

    private void ofJob(JobCommand command) {
        switch (command) {
            case JobCommand.Cancel(var id) -> cancel.accept(id);
        }
    }

    private void ofWorker(WorkerCommand command) {
        switch (command) {
            case WorkerCommand.Drain(var meant) -> {
                if (meant.equals(worker) && !drains) {
                    drains = true;
                    LOG.info("worker {} drains: an operator wishes it", worker);
                    Thread _ = Thread.ofVirtual().name("drain").start(drain);
                }
            }
        }
    }
}
