/** Chains: frame after frame, from the last that is in the store, each told as it is stored. */
@NullMarked
package io.kuotu.worker.chain;

import org.jspecify.annotations.NullMarked;
