/** Telling those who wait: event streams, WebSockets, long polls; one feed of events behind all. */
@NullMarked
package io.kuotu.gateway.notify;

import org.jspecify.annotations.NullMarked;
