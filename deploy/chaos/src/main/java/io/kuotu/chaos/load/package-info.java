/** Jobs that flow meanwhile, as callers send them, watch them and are called back. */
@NullMarked
package io.kuotu.chaos.load;

import org.jspecify.annotations.NullMarked;
