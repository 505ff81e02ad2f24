package io.kuotu.gateway.submit;

import io.kuotu.common.job.TenantId;
import io.kuotu.gateway.board.JobLookup;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code job:<id>} or {@code job:<id>/<n>}: an output of an earlier job of the caller's. */
public final class JobForm implements SourceForm {
    private static final Pattern FORM = Pattern.compile("job:([^/]+)(?:/(\\d{1,3}))?");

    private final Sources sources;
    private final JobLookup lookup;

    public JobForm(Sources sources, JobLookup lookup) {
        this.sources = sources;
        this.lookup = lookup;
    }

    @Override
    public Optional<Candidate> find(TenantId tenant, String image) throws InterruptedException {
        Matcher job = FORM.matcher(image);
        if (!job.matches()) {
            return Optional.empty();
        }
        int index = job.group(2) == null ? 0 : Integer.parseInt(job.group(2));
        return Optional.of(
                Candidate.stored(sources.ofJob(lookup.find(job.group(1), tenant), index)));
    }

    @Override
    public String example() {
        return "job:<id>";
    }
}
