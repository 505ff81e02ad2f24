package io.kuotu.worker.job;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.Problem;
import io.kuotu.worker.bundle.BundleManifest.Outpaint;
import io.kuotu.worker.pipeline.Prompt;
import java.util.Optional;

/** What a job says in words, for the bundle that makes it. */
final class PromptReader {
    private PromptReader() {}

    /**
     * With the bundle's defaults; empty for a bundle that takes no text. Throws a problem that
     * names the field where the job has words and the bundle takes none.
     */
    static Optional<Prompt> prompt(JobSpec.Expansion spec, Outpaint description) {
        if (description.text().isEmpty()) {
            spec.firstOfText().ifPresent(PromptReader::refuse);
            return Optional.empty();
        }
        double guidance = spec.guidance().or(() -> description.defaults().guidance()).orElse(1.0);
        return Optional.of(
                new Prompt(spec.prompt().orElse(""), spec.negativePrompt().orElse(""), guidance));
    }

    /** Of what has no words: empty for a bundle that takes no text, else silence. */
    static Optional<Prompt> silence(Outpaint description) {
        double guidance = description.defaults().guidance().orElse(1.0);
        return description.text().map(_ -> new Prompt("", "", guidance));
    }

    private static void refuse(String field) {
        throw Problem.at(
                        field,
                        ErrorCode.UNSUPPORTED_BY_MODEL,
                        "this model takes no text, so no " + field)
                .asException();
    }
}
