/** Fakes and clocks that all modules' tests share. */
@NullMarked
package io.kuotu.common.testing;

import org.jspecify.annotations.NullMarked;
