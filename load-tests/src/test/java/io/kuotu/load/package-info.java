/**
 * Load on a running cluster, by Gatling: what callers do, how many of them come, what must hold.
 */
@NullMarked
package io.kuotu.load;

import org.jspecify.annotations.NullMarked;
