@NullMarked
package io.kuotu.common.wire;

import org.jspecify.annotations.NullMarked;
