package io.kuotu.gateway.retention;

import io.kuotu.common.job.JobId;
import io.kuotu.common.store.ObjectKeys;
import io.kuotu.common.store.ObjectStore;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which of the objects of one kind go.
 *
 * @param kind as metrics call them
 * @param prefix of their keys
 * @param judge asked of each, in the order of the keys
 */
public record Rule(String kind, String prefix, Judge judge) {
    private static final Pattern DAY = Pattern.compile("[^/]+/(\\d{4}-\\d{2}-\\d{2})/.*");
    private static final Pattern UPLOAD =
            Pattern.compile(ObjectKeys.UPLOADS + "[^/]+/upload_([^.]+)(\\.json)?");
    private static final Pattern JOB = Pattern.compile(ObjectKeys.JOBS + "([^/]+)/.*");

    /** What becomes of an object. */
    public enum Verdict {
        SWEEP,
        KEEP,
        /** This one stays, and all others of its folder. */
        KEEP_FOLDER,
        /** This one stays, and all after it. */
        KEEP_REST
    }

    /** Decides. */
    @FunctionalInterface
    public interface Judge {
        Verdict of(ObjectStore.Found found, Instant now);
    }

    /** Everything that a cluster leaves behind. */
    public static List<Rule> all(Retention retention) {
        return List.of(
                new Rule(
                        "upload",
                        ObjectKeys.UPLOADS,
                        (found, now) -> upload(retention, found, now)),
                new Rule("note", ObjectKeys.NOTES, (found, now) -> daily(retention, found, now)),
                new Rule("input", ObjectKeys.INPUTS, (found, now) -> daily(retention, found, now)),
                new Rule("job", ObjectKeys.JOBS, (found, now) -> job(retention, found, now)));
    }

    private static Verdict when(boolean goes) {
        return goes ? Verdict.SWEEP : Verdict.KEEP;
    }

    /**
     * The time in the id decides: that is what those who use an upload go by. A tenant's uploads
     * sort by it.
     */
    private static Verdict upload(Retention retention, ObjectStore.Found found, Instant now) {
        Matcher upload = UPLOAD.matcher(found.key());
        String drawn = upload.matches() ? "job_" + upload.group(1) : "";
        if (!JobId.isValid(drawn)) {
            return when(retention.sweepsUpload(found.modifiedAt(), now));
        }
        return retention.sweepsUpload(new JobId(drawn).createdAt(), now)
                ? Verdict.SWEEP
                : Verdict.KEEP_FOLDER;
    }

    /** The day in the key decides, not the age: that is what those who use an input go by. */
    private static Verdict daily(Retention retention, ObjectStore.Found found, Instant now) {
        Matcher dated = DAY.matcher(found.key());
        if (!dated.matches()) {
            return when(retention.sweepsInput(found.modifiedAt(), now));
        }
        return retention.sweepsInputs(LocalDate.parse(dated.group(1)), now)
                ? Verdict.SWEEP
                : Verdict.KEEP_FOLDER;
    }

    /** Ids sort by age. */
    private static Verdict job(Retention retention, ObjectStore.Found found, Instant now) {
        Matcher job = JOB.matcher(found.key());
        if (!job.matches() || !JobId.isValid(job.group(1))) {
            return Verdict.KEEP;
        }
        return retention.sweepsJob(new JobId(job.group(1)), now)
                ? Verdict.SWEEP
                : Verdict.KEEP_REST;
    }
}
