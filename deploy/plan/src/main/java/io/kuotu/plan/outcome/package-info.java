/** What came of a run: times by tier, use of devices, course over time. */
@NullMarked
package io.kuotu.plan.outcome;

import org.jspecify.annotations.NullMarked;
