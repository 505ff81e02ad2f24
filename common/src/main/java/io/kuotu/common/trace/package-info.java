/**
 * Where time went, over both programs: spans by OpenTelemetry, in W3C's trace context. Alone knows
 * OpenTelemetry.
 */
@NullMarked
package io.kuotu.common.trace;

import org.jspecify.annotations.NullMarked;
