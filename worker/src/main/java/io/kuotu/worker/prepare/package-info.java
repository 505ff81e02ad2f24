/** From a stored file to a canvas that a model can take: decode, place, mirror, scale. */
@NullMarked
package io.kuotu.worker.prepare;

import org.jspecify.annotations.NullMarked;
