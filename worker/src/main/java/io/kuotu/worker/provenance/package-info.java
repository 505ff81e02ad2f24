/** Finished pictures get their marks here: their pixels are hashed, what is said of them signed. */
@NullMarked
package io.kuotu.worker.provenance;

import org.jspecify.annotations.NullMarked;
