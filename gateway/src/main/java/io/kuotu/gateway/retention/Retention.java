package io.kuotu.gateway.retention;

import static java.time.ZoneOffset.UTC;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * How long things are kept. What is promised ends well before anything is deleted: nobody begins to
 * use a thing after its promise, and whoever began before has ended when it is swept. So a sweep
 * needs to ask nobody, and cannot meet a user.
 *
 * @param uploads from the moment that the upload was begun
 * @param inputs from the end of the day (UTC) that they were used on
 * @param outputs and all else of a job, from the moment that it was accepted
 */
public record Retention(Duration uploads, Duration inputs, Duration outputs) {
    /** The contract lets no job live longer. */
    public static final Duration LONGEST_JOB = Duration.ofDays(1);

    /** For clocks that differ, and for what was under way when a promise ended. */
    static final Duration SLACK = Duration.ofHours(1);

    /** Whether what the upload brought may still be used. */
    public boolean keepsUpload(Instant begun, Instant now) {
        return now.isBefore(begun.plus(uploads));
    }

    /** Whether the inputs of this day may still be copied from. */
    public boolean keepsInputs(LocalDate day, Instant now) {
        return now.isBefore(endOf(day).plus(inputs));
    }

    /** Whether the job and its files may still be asked for. */
    public boolean keepsJob(JobId id, Instant now) {
        return now.isBefore(id.createdAt().plus(outputs));
    }

    /** What to answer who asks for a job that is not kept any more. */
    public Optional<Problem> expired(JobId id, Instant now) {
        return keepsJob(id, now)
                ? Optional.empty()
                : Optional.of(
                        Problem.at(
                                "id",
                                ErrorCode.EXPIRED,
                                "jobs and their files are kept for " + inWords(outputs)));
    }

    boolean sweepsUpload(Instant begun, Instant now) {
        return now.isAfter(begun.plus(uploads).plus(SLACK));
    }

    boolean sweepsInputs(LocalDate day, Instant now) {
        return now.isAfter(endOf(day).plus(inputs).plus(SLACK));
    }

    /** Those of before days were part of their keys. */
    boolean sweepsInput(Instant modifiedAt, Instant now) {
        return now.isAfter(modifiedAt.plus(inputs).plus(LONGEST_JOB).plus(SLACK));
    }

    /** An output may be the source of a job that was accepted just before the promise ended. */
    boolean sweepsJob(JobId id, Instant now) {
        return now.isAfter(id.createdAt().plus(outputs).plus(LONGEST_JOB).plus(SLACK));
    }

    private static Instant endOf(LocalDate day) {
        return day.plusDays(1).atStartOfDay(UTC).toInstant();
    }

    /** Such as "7 days". */
    public static String inWords(Duration duration) {
        return duration.toDays() > 0
                ? duration.toDays() + (duration.toDays() == 1 ? " day" : " days")
                : duration.toMinutes() + " minutes";
    }
}
