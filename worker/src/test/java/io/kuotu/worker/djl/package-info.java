@NullMarked
package io.kuotu.worker.djl;

import org.jspecify.annotations.NullMarked;
