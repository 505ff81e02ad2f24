@NullMarked
package io.kuotu.worker.picture;

import org.jspecify.annotations.NullMarked;
