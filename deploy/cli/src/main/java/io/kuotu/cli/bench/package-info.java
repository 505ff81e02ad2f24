/** Benchmarks as commands: each prints one table of one run, with the goals beside the figures. */
@NullMarked
package io.kuotu.cli.bench;

import org.jspecify.annotations.NullMarked;
