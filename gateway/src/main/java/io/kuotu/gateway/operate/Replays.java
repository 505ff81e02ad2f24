package io.kuotu.gateway.operate;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.JobIds;
import io.kuotu.common.job.Problem;
import io.kuotu.common.store.ObjectKeys;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.common.wire.DeadLetter;
import io.kuotu.common.wire.JobRecord;
import io.kuotu.gateway.claim.JobSender;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * Makes a new job of a dead one: the old one's end is final. The store arbitrates between gateways:
 * whoever writes which job it became makes it. Blocks; thread safe.
 */
public final class Replays {
    private final ObjectStore store;
    private final JobSender sender;
    private final JobIds ids;
    private final Consumer<Job> sending;
    private final InstantSource clock;

    /**
     * @param sending told of a job before its record is sent
     */
    public Replays(
            ObjectStore store,
            JobSender sender,
            JobIds ids,
            Consumer<Job> sending,
            InstantSource clock) {
        this.store = store;
        this.sender = sender;
        this.ids = ids;
        this.sending = sending;
        this.clock = clock;
    }

    /** The job in a dead letter; empty where it cannot be read. */
    public static Optional<Job> job(DeadLetter dead) {
        try {
            return Optional.of(JobRecord.decode(dead.record()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Id of the job that a dead one was made into last; empty where it was not. */
    public Optional<String> replayOf(JobId dead) {
        return store.get(ObjectKeys.replay(dead)).map(id -> new String(id, UTF_8));
    }

    /**
     * Queues a job with the same specification, tenant and tier; as much time as the old one had
     * from its acceptance to its deadline. Limits do not hold for it.
     *
     * @param again whether it may have been replayed before
     */
    public Job replay(DeadLetter dead, boolean again) {
        Job old = job(dead).orElseThrow(() -> unreadable(dead));
        if (store.stat(old.source().key()).isEmpty()) {
            throw Problem.at(
                            "offset",
                            ErrorCode.NOT_REPLAYABLE,
                            "the source of " + old.id() + " is not kept any more")
                    .asException();
        }
        Job job = anew(old);
        note(old.id(), job.id(), again);
        send(job);
        return job;
    }

    private static RuntimeException unreadable(DeadLetter dead) {
        String why = dead.header(DeadLetter.REASON).orElse("it is no job");
        return Problem.at(
                        "offset",
                        ErrorCode.NOT_REPLAYABLE,
                        "the record at " + dead.offset() + " cannot be read: " + why)
                .asException();
    }

    private Job anew(Job old) {
        Instant now = clock.instant();
        Duration life = Duration.between(old.createdAt(), old.deadline());
        return new Job(
                ids.next(),
                old.tenant(),
                old.tier(),
                old.pool(),
                old.spec(),
                old.source(),
                now,
                now.plus(life),
                old.metadata(),
                Optional.empty(), // the trace of the request has ended with its job
                old.webhook(),
                old.tierRequested(),
                Optional.of(old.id()));
    }

    private void note(JobId old, JobId replay, boolean again) {
        byte[] id = replay.value().getBytes(UTF_8);
        String key = ObjectKeys.replay(old);
        if (again) {
            store.put(key, id, "text/plain");
        } else if (!store.putIfAbsent(key, id, "text/plain")) {
            throw Problem.at(
                            "offset",
                            ErrorCode.ALREADY_REPLAYED,
                            old + " became " + replayOf(old).orElse("another job") + " already")
                    .asException();
        }
    }

    private void send(Job job) {
        sending.accept(job);
        try {
            sender.send(job).join();
        } catch (CompletionException e) {
            throw Problem.of(
                            ErrorCode.BROKER_UNAVAILABLE,
                            "the replay could not be queued; ask for it once more, with again")
                    .asException(e);
        }
    }
}
