@NullMarked
package io.kuotu.gateway.claim;

import org.jspecify.annotations.NullMarked;
