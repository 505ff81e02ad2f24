/**
 * A first picture of what is to be made, put together from patches of the source: what sampling
 * starts from.
 */
@NullMarked
package io.kuotu.worker.draft;

import org.jspecify.annotations.NullMarked;
