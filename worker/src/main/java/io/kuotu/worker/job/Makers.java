package io.kuotu.worker.job;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.job.JobSpec;
import io.kuotu.worker.chain.FrameWatcher;

/** Makes a job of any kind by the maker of its kind. */
public final class Makers implements JobMaker {
    private final ExpansionMaker expansions;
    private final UpscaleMaker upscales;
    private final ChainMaker chains;
    private final EnhanceMaker enhancements;

    private Makers(
            ExpansionMaker expansions,
            UpscaleMaker upscales,
            ChainMaker chains,
            EnhanceMaker enhancements) {
        this.expansions = expansions;
        this.upscales = upscales;
        this.chains = chains;
        this.enhancements = enhancements;
    }

    /**
     * All kinds.
     *
     * @param watcher looks at frames of chains
     */
    public static Makers of(Workshop shop, FrameWatcher watcher) {
        return new Makers(
                new ExpansionMaker(shop),
                new UpscaleMaker(shop),
                new ChainMaker(shop, watcher),
                new EnhanceMaker(shop));
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

    public ChainMaker chains() {
        return chains;
    }

    @Override
    public String bundle(JobSpec spec) {
        return switch (spec) {
            case JobSpec.Expansion expansion -> expansions.bundle(expansion).label();
            case JobSpec.Upscale upscale -> upscales.bundle(upscale).label();
            case JobSpec.Chain chain -> chains.bundle(chain).label();
            case JobSpec.Enhancement enhancement -> enhancements.models(enhancement).label();
        };
    }

    @Override
    public JobManifest make(Job job, int attempt) throws Exception {
        return switch (job.spec()) {
            case JobSpec.Expansion expansion -> expansions.make(job, expansion, attempt);
            case JobSpec.Upscale upscale -> upscales.make(job, upscale, attempt);
            case JobSpec.Chain chain -> chains.make(job, chain, attempt);
            case JobSpec.Enhancement enhancement -> enhancements.make(job, enhancement, attempt);
        };
    }
}
