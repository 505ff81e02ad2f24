/** From a model's pixels to a file: seam, full resolution, encoding. */
@NullMarked
package io.kuotu.worker.finish;

import org.jspecify.annotations.NullMarked;
