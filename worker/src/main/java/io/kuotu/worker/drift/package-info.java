/** How the frames of a chain drift away from its source: figures, and pictures of them. */
@NullMarked
package io.kuotu.worker.drift;

import org.jspecify.annotations.NullMarked;
