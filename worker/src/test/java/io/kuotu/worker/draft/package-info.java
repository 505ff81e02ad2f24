@NullMarked
package io.kuotu.worker.draft;

import org.jspecify.annotations.NullMarked;
