/** Calls to addresses that users name: to nothing that is not public, whatever they write. */
@NullMarked
package io.kuotu.gateway.outbound;

import org.jspecify.annotations.NullMarked;
