@NullMarked
package io.kuotu.common.trace;

import org.jspecify.annotations.NullMarked;
