@NullMarked
package io.kuotu.worker.batch;

import org.jspecify.annotations.NullMarked;
