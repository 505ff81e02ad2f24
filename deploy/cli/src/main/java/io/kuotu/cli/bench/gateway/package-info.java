/**
 * {@code kuotu bench gateway}: each contender in a process of its own, one under load at a time, by
 * the same generator of load.
 */
@NullMarked
package io.kuotu.cli.bench.gateway;

import org.jspecify.annotations.NullMarked;
