/** The step loop: which samples run together next. One thread per device owns it. */
@NullMarked
package io.kuotu.worker.batch;

import org.jspecify.annotations.NullMarked;
