package io.kuotu.worker.job;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.Problem;
import io.kuotu.common.wire.JobRecord;
import io.kuotu.worker.intake.Delivery;
import io.kuotu.worker.intake.JobTaker;
import io.kuotu.worker.intake.Verdict;
import io.kuotu.worker.publish.DeadLetters;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives every delivery a virtual thread and a {@link JobPath}. Called by the lanes. */
public final class JobHandler implements JobTaker {
    private static final Logger LOG = LoggerFactory.getLogger(JobHandler.class);

    private final RunningJobs running;
    private final JobPath path;
    private final DeadLetters deadLetters;
    private final DeliveryTrail trail;

    /** Without traces. */
    public JobHandler(RunningJobs running, JobPath path, DeadLetters deadLetters) {
        this(running, path, deadLetters, DeliveryTrail.none());
    }

    public JobHandler(
            RunningJobs running, JobPath path, DeadLetters deadLetters, DeliveryTrail trail) {
        this.trail = trail;
        this.running = running;
        this.path = path;
        this.deadLetters = deadLetters;
    }

    @Override
    public CompletableFuture<Verdict> take(Delivery delivery) {
        CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        Job job;
        try {
            job = JobRecord.decode(delivery.value());
        } catch (IllegalArgumentException e) {
            Thread _ =
                    Thread.ofVirtual()
                            .name("unreadable-" + delivery.offset())
                            .start(() -> verdict.complete(unreadable(delivery, e)));
            return verdict;
        }
        Optional<RunningJob> same = running.ofAnotherRecord(job.id(), delivery.place());
        if (same.isPresent()) { // two runs would take the job from each other for ever
            return same.get()
                    .ended()
                    .thenComposeAsync(_ -> take(delivery), Thread::startVirtualThread);
        }
        RunningJob mine = running.begin(job, delivery.place());
        Thread _ =
                Thread.ofVirtual().name(job.id().value()).start(() -> run(mine, delivery, verdict));
        return verdict;
    }

    /** The verdict is told last: by then the job counts as running no more. */
    private void run(RunningJob mine, Delivery delivery, CompletableFuture<Verdict> verdict) {
        Verdict found = Verdict.AGAIN; // where the path breaks its promise not to throw
        try {
            found = trail.follow(mine.job(), delivery, () -> path.run(mine, delivery));
        } finally {
            running.end(mine);
            verdict.complete(found);
        }
    }

    /** Nobody can be told: the record does not say whose job it is. */
    private Verdict unreadable(Delivery delivery, IllegalArgumentException reason) {
        try {
            String why = reason.getMessage() == null ? "unreadable" : reason.getMessage();
            deadLetters.bury(delivery, "unreadable", Problem.of(ErrorCode.UNREADABLE_JOB, why));
            return Verdict.DONE;
        } catch (RuntimeException e) {
            LOG.warn("{} is unreadable, and could not be buried", delivery, e);
            return Verdict.AGAIN;
        }
    }

    @Override
    public void lost(Delivery delivery) {
        try {
            running.lost(JobRecord.decode(delivery.value()).id(), delivery.place());
        } catch (IllegalArgumentException e) {
            LOG.debug("{} was lost and is unreadable", delivery);
        }
    }
}
