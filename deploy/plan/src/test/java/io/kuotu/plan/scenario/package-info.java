@NullMarked
package io.kuotu.plan.scenario;

import org.jspecify.annotations.NullMarked;
