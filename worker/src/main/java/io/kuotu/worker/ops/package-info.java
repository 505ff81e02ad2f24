/** Health, metrics, signs of life. */
@NullMarked
package io.kuotu.worker.ops;

import org.jspecify.annotations.NullMarked;
