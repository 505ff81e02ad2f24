/** Outcomes for people and programs. */
@NullMarked
package io.kuotu.plan.report;

import org.jspecify.annotations.NullMarked;
