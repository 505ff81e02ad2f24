/** What waits, how much work that is, and how long it will take: positions, ETAs, costs. */
@NullMarked
package io.kuotu.gateway.queue;

import org.jspecify.annotations.NullMarked;
