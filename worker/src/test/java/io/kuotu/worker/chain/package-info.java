@NullMarked
package io.kuotu.worker.chain;

import org.jspecify.annotations.NullMarked;
