@NullMarked
package io.kuotu.gateway.retention;

import org.jspecify.annotations.NullMarked;
