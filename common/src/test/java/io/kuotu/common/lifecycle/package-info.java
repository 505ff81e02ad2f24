@NullMarked
package io.kuotu.common.lifecycle;

import org.jspecify.annotations.NullMarked;
