/** Virtual time: what happens next. */
@NullMarked
package io.kuotu.plan.event;

import org.jspecify.annotations.NullMarked;
