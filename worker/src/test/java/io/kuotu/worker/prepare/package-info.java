@NullMarked
package io.kuotu.worker.prepare;

import org.jspecify.annotations.NullMarked;
