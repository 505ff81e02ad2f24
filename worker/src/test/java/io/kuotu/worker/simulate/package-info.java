@NullMarked
package io.kuotu.worker.simulate;

import org.jspecify.annotations.NullMarked;
