package io.kuotu.chaos.fault;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** Something that is done to the cluster, and undone after its time. */
public sealed interface Fault {
    /** Whoever it is done to, by name; no two faults at once on the same. */
    String target();

    /** Until it is undone, or whoever was killed is started again. */
    Duration length();

    /** As ledgers count it. */
    default String kind() {
        String role = target().replaceAll("-\\d+", "");
        return switch (this) {
            case Kill _ -> "kill " + role;
            case Freeze _ -> "freeze " + role;
            case Fill _ -> "fill " + role;
            case Cut _ -> "cut " + role;
            case Stall _ -> "stall " + role;
            case Slow _ -> "slow " + role;
            case Skew _ -> "skew clock of " + role;
            case SpoilInput _ -> "spoil an input";
            case SpoilOutput _ -> "spoil an output";
        };
    }

    /** SIGKILL. A store that is killed for long is a store that is away. */
    record Kill(String target, Duration length) implements Fault {
        public Kill {
            requireNonNull(target, "target is null");
            positive(length);
        }
    }

    /** SIGSTOP. */
    record Freeze(String target, Duration length) implements Fault {
        public Freeze {
            requireNonNull(target, "target is null");
            positive(length);
        }
    }

    /** No byte is left on the disk. */
    record Fill(String target, Duration length) implements Fault {
        public Fill {
            requireNonNull(target, "target is null");
            positive(length);
        }
    }

    /** Connections break and none comes about. */
    record Cut(String target, Duration length) implements Fault {
        public Cut {
            requireNonNull(target, "target is null");
            positive(length);
        }
    }

    /** Connections stand and nothing passes. */
    record Stall(String target, Duration length) implements Fault {
        public Stall {
            requireNonNull(target, "target is null");
            positive(length);
        }
    }

    /** A link with latency and a narrow band. */
    record Slow(String target, Duration length, Duration latency, long bytesPerSecond)
            implements Fault {
        public Slow {
            requireNonNull(target, "target is null");
            positive(length);
            positive(latency);
        }
    }

    /**
     * A clock jumps, and back.
     *
     * @param by forwards or backwards
     */
    record Skew(String target, Duration length, Duration by) implements Fault {
        public Skew {
            requireNonNull(target, "target is null");
            positive(length);
        }
    }

    /** Bytes of a stored source are changed; a job that uses it comes next. */
    record SpoilInput(String target) implements Fault {
        @Override
        public Duration length() {
            return Duration.ZERO;
        }
    }

    /** Bytes of a stored result are changed. */
    record SpoilOutput(String target) implements Fault {
        @Override
        public Duration length() {
            return Duration.ZERO;
        }
    }

    private static void positive(Duration length) {
        if (!length.isPositive()) {
            throw new IllegalArgumentException("a fault lasts: " + length);
        }
    }
}
