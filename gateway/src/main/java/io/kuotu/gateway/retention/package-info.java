/** How long things are kept, and what sweeps out the rest. */
@NullMarked
package io.kuotu.gateway.retention;

import org.jspecify.annotations.NullMarked;
