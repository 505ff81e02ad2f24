/** What lies between a program and the broker or the store, and can be cut, stalled and slowed. */
@NullMarked
package io.kuotu.chaos.link;

import org.jspecify.annotations.NullMarked;
