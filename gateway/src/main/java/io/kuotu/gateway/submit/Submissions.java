package io.kuotu.gateway.submit;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.Problem;
import io.kuotu.common.trace.Stretch;
import io.kuotu.gateway.admission.Admission;
import io.kuotu.gateway.admission.OverLimit;
import io.kuotu.gateway.admission.Tenant;
import io.kuotu.gateway.claim.Accepted;
import io.kuotu.gateway.claim.Claims;
import io.kuotu.gateway.webhook.WebhookRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The way of a request to a job: find the picture and look at it, resolve the request, see whether
 * there is room for it, store the picture, queue the job: in this order, so that what is refused
 * leaves nothing behind. Blocks; thread safe; meant for virtual threads.
 */
public final class Submissions {
    private final List<SourceForm> forms;
    private final Sources sources;
    private final SpecResolver resolver;
    private final Admission admission;
    private final Submitter submitter;
    private final Claims claims;
    private final WebhookRules webhooks;

    public Submissions(
            List<SourceForm> forms,
            Sources sources,
            SpecResolver resolver,
            Admission admission,
            Submitter submitter,
            Claims claims,
            WebhookRules webhooks) {
        this.claims = claims;
        this.webhooks = webhooks;
        this.forms = List.copyOf(forms);
        this.sources = sources;
        this.resolver = resolver;
        this.admission = admission;
        this.submitter = submitter;
    }

    /**
     * A request that fits the contract, and what came with it.
     *
     * @param tenant who asks
     * @param request what for
     * @param image as the request names it
     * @param file that came as a part of a form; it takes the place of {@code image}
     * @param key that names the request, for callers that may ask twice
     * @param overLimit what is to become of it over a limit, where the request says
     */
    public record Submission(
            Tenant tenant,
            Request request,
            String image,
            Optional<Path> file,
            Optional<JobEvent.Key> key,
            Optional<OverLimit> overLimit) {
        /** Without a key, that leaves what is over a limit to its tenant. */
        public Submission(Tenant tenant, Request request, String image, Optional<Path> file) {
            this(tenant, request, image, file, Optional.empty(), Optional.empty());
        }
    }

    /**
     * What a submission would come to.
     *
     * @param spec resolved
     * @param bid its price
     * @param verdict on it, now
     */
    public record DryRun(JobSpec spec, Admission.Bid bid, Admission.Verdict verdict) {}

    /**
     * Returns when the job cannot be lost; says whether it is an earlier submission's. That is
     * found out before the picture is: it may be gone by now.
     */
    public Accepted accept(Submission submission) throws IOException, InterruptedException {
        return submission.key().isPresent()
                ? claims.once(
                        submission.tenant().id(), submission.key().get(), () -> enter(submission))
                : enter(submission);
    }

    private Accepted enter(Submission submission) throws IOException, InterruptedException {
        webhooks.check(submission.tenant(), submission.request().common().webhook());
        try (Candidate picture = found(submission)) {
            JobSpec spec =
                    resolver.resolve(submission.request(), picture.width(), picture.height());
            try (Admission.Entry entry = admission.admit(bid(submission, spec))) {
                Accepted accepted =
                        submitter.submit(
                                submission.tenant().id(),
                                submission.request(),
                                spec,
                                stored(picture),
                                entry.placing(),
                                submission.key());
                if (!accepted.replayed()) {
                    entry.became(accepted.job().id());
                }
                return accepted;
            }
        }
    }

    private Candidate found(Submission submission) throws IOException, InterruptedException {
        try (Stretch _ = Stretch.here().begin("find source")) {
            return find(submission);
        }
    }

    private static Source stored(Candidate picture) throws IOException {
        try (Stretch _ = Stretch.here().begin("store source")) {
            return picture.store();
        }
    }

    /** Stores and queues nothing. The picture may be a mere size, see {@link SizeForm}. */
    public DryRun dryRun(Submission submission) throws IOException, InterruptedException {
        Optional<Candidate> size = SizeForm.find(submission.image());
        try (Candidate picture = size.isPresent() ? size.get() : find(submission)) {
            JobSpec spec =
                    resolver.resolve(submission.request(), picture.width(), picture.height());
            Admission.Bid bid = bid(submission, spec);
            return new DryRun(spec, bid, admission.look(bid));
        }
    }

    private Admission.Bid bid(Submission submission, JobSpec spec) {
        return admission.bid(
                submission.tenant(),
                submission.request().common().tier(),
                spec,
                submission.overLimit());
    }

    private Candidate find(Submission submission) throws IOException, InterruptedException {
        if (submission.file().isPresent()) {
            return sources.look(submission.file().get(), false);
        }
        for (SourceForm form : forms) {
            Optional<Candidate> found = form.find(submission.tenant().id(), submission.image());
            if (found.isPresent()) {
                return found.get();
            }
        }
        String known = forms.stream().map(SourceForm::example).collect(Collectors.joining(", "));
        throw Problem.at(
                        Sources.FIELD,
                        ErrorCode.INVALID_REQUEST,
                        "image is none of " + known + "; to send a file, use multipart/form-data")
                .asException();
    }
}
