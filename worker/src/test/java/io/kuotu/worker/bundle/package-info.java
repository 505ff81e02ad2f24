@NullMarked
package io.kuotu.worker.bundle;

import org.jspecify.annotations.NullMarked;
