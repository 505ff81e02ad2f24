@NullMarked
package io.kuotu.worker.finish;

import org.jspecify.annotations.NullMarked;
