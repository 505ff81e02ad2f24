package io.kuotu.worker.intake;

import java.util.concurrent.CompletableFuture;

/** What lanes hand deliveries to. Called on the lanes' threads; must not block for long. */
public interface JobTaker {
    /**
     * Begins; the future says what becomes of the record, and never fails. The lease is renewed
     * until then.
     */
    CompletableFuture<Verdict> take(Delivery delivery);

    /** The lease is gone: another worker has the job, or will. */
    void lost(Delivery delivery);
}
