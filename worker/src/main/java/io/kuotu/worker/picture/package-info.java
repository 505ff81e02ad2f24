/** Pixels in memory: decoded, resampled, encoded. */
@NullMarked
package io.kuotu.worker.picture;

import org.jspecify.annotations.NullMarked;
