package io.kuotu.cli.bench.batching;

import java.util.concurrent.CompletableFuture;

/** A way to serve jobs. */
interface Contender extends AutoCloseable {
    /** For tables and plots. */
    String name();

    /** Does not wait for the result. Its outcome does not matter, but that it is there. */
    CompletableFuture<?> submit(Arrival arrival);

    /** Seconds that the device was at work so far; NaN where nobody can tell. */
    double busySeconds();

    @Override
    void close();
}
