@NullMarked
package io.kuotu.worker.likeness;

import org.jspecify.annotations.NullMarked;
