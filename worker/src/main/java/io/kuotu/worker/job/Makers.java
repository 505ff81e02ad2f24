package io.kuotu.worker.job;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.job.JobSpec;

/** Makes a job of any kind by the maker of its kind. */
public final class Makers implements JobMaker {
    private final ExpansionMaker expansions;
    private final UpscaleMaker upscales;
    private final EnhanceMaker enhancements;

    public Makers(ExpansionMaker expansions, UpscaleMaker upscales, EnhanceMaker enhancements) {
        this.expansions = expansions;
        this.upscales = upscales;
        this.enhancements = enhancements;
    }

    public EnhanceMaker enhancements() {
        return enhancements;
    }

    public ExpansionMaker expansions() {
        return expansions;
    }

    public UpscaleMaker upscales() {
        return upscales;
    }

    @Override
    public String bundle(JobSpec spec) {
        return switch (spec) {
            case JobSpec.Expansion expansion -> expansions.bundle(expansion).label();
            case JobSpec.Upscale upscale -> upscales.bundle(upscale).label();
            case JobSpec.Enhancement enhancement -> enhancements.models(enhancement).label();
        };
    }

    @Override
    public JobManifest make(Job job, int attempt) throws Exception {
        return switch (job.spec()) {
            case JobSpec.Expansion expansion -> expansions.make(job, expansion, attempt);
            case JobSpec.Upscale upscale -> upscales.make(job, upscale, attempt);
            case JobSpec.Enhancement enhancement -> enhancements.make(job, enhancement, attempt);
        };
    }
}
