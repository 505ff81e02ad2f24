@NullMarked
package io.kuotu.common.frame;

import org.jspecify.annotations.NullMarked;
