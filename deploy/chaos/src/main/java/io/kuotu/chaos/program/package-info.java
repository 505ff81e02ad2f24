/** Processes that are started, killed, frozen and started again. */
@NullMarked
package io.kuotu.chaos.program;

import org.jspecify.annotations.NullMarked;
