@NullMarked
package io.kuotu.gateway.outbound;

import org.jspecify.annotations.NullMarked;
