/** What operators ask and wish: everybody's jobs, pauses, drains, replays of dead jobs, purges. */
@NullMarked
package io.kuotu.gateway.operate;

import org.jspecify.annotations.NullMarked;
