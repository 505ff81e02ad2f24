@NullMarked
package io.kuotu.worker.pipeline;

import org.jspecify.annotations.NullMarked;
