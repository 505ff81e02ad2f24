@NullMarked
package io.kuotu.worker.job;

import org.jspecify.annotations.NullMarked;
