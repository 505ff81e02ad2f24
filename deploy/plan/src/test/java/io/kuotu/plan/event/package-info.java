@NullMarked
package io.kuotu.plan.event;

import org.jspecify.annotations.NullMarked;
