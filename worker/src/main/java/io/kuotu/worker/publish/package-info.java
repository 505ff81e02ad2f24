/** Results and events leave the worker here; the manifest decides which end is the one. */
@NullMarked
package io.kuotu.worker.publish;

import org.jspecify.annotations.NullMarked;
