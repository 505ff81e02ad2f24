/** What is to be planned: traffic, fleet, autoscaler, objectives; and the file that says so. */
@NullMarked
package io.kuotu.plan.scenario;

import org.jspecify.annotations.NullMarked;
