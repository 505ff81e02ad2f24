/**
 * The worker: jobs in, pixels out. Read the packages in the order intake, prepare, batch, pipeline,
 * djl, finish, publish: that is the life of a job.
 */
@NullMarked
package io.kuotu.worker;

import org.jspecify.annotations.NullMarked;
