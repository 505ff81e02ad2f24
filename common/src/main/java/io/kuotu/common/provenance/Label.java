package io.kuotu.common.provenance;

import io.kuotu.common.job.DigitalSourceType;
import io.kuotu.common.job.JobId;

/**
 * What a file says that is made of a job's pictures and is none of them, such as a film of a
 * chain's frames, or a preview: how it came to be, without a claim that could be proven.
 *
 * @param type in IPTC's words
 * @param job that it is of
 */
public record Label(DigitalSourceType type, JobId job) {}
