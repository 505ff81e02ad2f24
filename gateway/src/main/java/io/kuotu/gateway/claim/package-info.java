/**
 * One job for one key, one run for one picture: decided by the event log, the same on every
 * gateway.
 */
@NullMarked
package io.kuotu.gateway.claim;

import org.jspecify.annotations.NullMarked;
