@NullMarked
package io.kuotu.gateway.notify;

import org.jspecify.annotations.NullMarked;
