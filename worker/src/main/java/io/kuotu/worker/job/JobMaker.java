package io.kuotu.worker.job;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.job.JobSpec;

/** How a job is made. Thread safe. */
public interface JobMaker {
    /**
     * The name and version of the bundle that the job will be made with. A problem of the caller's
     * where there is none.
     */
    String bundle(JobSpec spec);

    /** Makes and stores the outputs; the manifest tells of them, and is not written yet. Blocks. */
    JobManifest make(Job job, int attempt) throws Exception;
}
