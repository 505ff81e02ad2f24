@NullMarked
package io.kuotu.gateway.queue;

import org.jspecify.annotations.NullMarked;
