@NullMarked
package io.kuotu.common.store;

import org.jspecify.annotations.NullMarked;
