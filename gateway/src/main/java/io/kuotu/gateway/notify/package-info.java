/** Telling those who wait: long polls and event streams. */
@NullMarked
package io.kuotu.gateway.notify;

import org.jspecify.annotations.NullMarked;
