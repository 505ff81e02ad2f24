/** What a device takes for the works of its bundles, measured; and the batch sizes chosen by it. */
@NullMarked
package io.kuotu.worker.profile;

import org.jspecify.annotations.NullMarked;
