/** {@code kuotu bench batching}: the same arrivals served in different ways, side by side. */
@NullMarked
package io.kuotu.cli.bench.batching;

import org.jspecify.annotations.NullMarked;
