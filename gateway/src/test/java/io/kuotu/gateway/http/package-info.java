@NullMarked
package io.kuotu.gateway.http;

import org.jspecify.annotations.NullMarked;
