/** HTTP: what the contract says, translated into calls of the other packages and back. */
@NullMarked
package io.kuotu.gateway.http;

import org.jspecify.annotations.NullMarked;
