@NullMarked
package io.kuotu.worker.enhance;

import org.jspecify.annotations.NullMarked;
