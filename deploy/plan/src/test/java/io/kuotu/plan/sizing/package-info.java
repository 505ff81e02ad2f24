@NullMarked
package io.kuotu.plan.sizing;

import org.jspecify.annotations.NullMarked;
