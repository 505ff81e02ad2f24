@NullMarked
package io.kuotu.gateway.webhook;

import org.jspecify.annotations.NullMarked;
