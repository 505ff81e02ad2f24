@NullMarked
package io.kuotu.worker.publish;

import org.jspecify.annotations.NullMarked;
