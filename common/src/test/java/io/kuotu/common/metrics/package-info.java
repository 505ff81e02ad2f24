@NullMarked
package io.kuotu.common.metrics;

import org.jspecify.annotations.NullMarked;
