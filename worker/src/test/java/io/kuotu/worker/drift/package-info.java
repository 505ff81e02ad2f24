@NullMarked
package io.kuotu.worker.drift;

import org.jspecify.annotations.NullMarked;
