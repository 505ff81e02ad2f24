@NullMarked
package io.kuotu.gateway.submit;

import org.jspecify.annotations.NullMarked;
