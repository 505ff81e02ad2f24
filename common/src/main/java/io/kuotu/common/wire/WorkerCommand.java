package io.kuotu.common.wire;

import static java.util.Objects.requireNonNull;

/**
 * What operators tell one worker, in the topic of {@link JobCommand}s; all others ignore it. A
 * worker that does not know a command leaves it out, and counts that.
 */
public sealed interface WorkerCommand {
    /** Name of the worker that is meant. */
    String worker();

    /** Take no further job; let end what is close to it, hand back the rest; then stay idle. */
    record Drain(String worker) implements WorkerCommand {
        public Drain {
            requireNonNull(worker, "worker is null");
        }
    }
}
