@NullMarked
package io.kuotu.worker.provenance;

import org.jspecify.annotations.NullMarked;
