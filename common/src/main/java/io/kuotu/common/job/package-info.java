/**
 * What a job is: ids, requests, states, events, results and errors. Plain values, no library, no
 * I/O.
 */
@NullMarked
package io.kuotu.common.job;

import org.jspecify.annotations.NullMarked;
