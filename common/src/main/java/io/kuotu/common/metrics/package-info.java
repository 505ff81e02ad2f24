/** Prometheus, in one place: the text that {@code /metrics} answers. */
@NullMarked
package io.kuotu.common.metrics;

import org.jspecify.annotations.NullMarked;
