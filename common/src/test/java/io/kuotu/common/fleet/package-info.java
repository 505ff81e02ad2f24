@NullMarked
package io.kuotu.common.fleet;

import org.jspecify.annotations.NullMarked;
