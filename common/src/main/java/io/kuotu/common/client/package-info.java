/**
 * The HTTP API from the caller's side: used by the command line, the load tests and the end-to-end
 * tests.
 */
@NullMarked
package io.kuotu.common.client;

import org.jspecify.annotations.NullMarked;
