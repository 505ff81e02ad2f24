@NullMarked
package io.kuotu.gateway.admission;

import org.jspecify.annotations.NullMarked;
