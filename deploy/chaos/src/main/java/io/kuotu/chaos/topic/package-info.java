/** What the broker knows at the end: every event, every lease. */
@NullMarked
package io.kuotu.chaos.topic;

import org.jspecify.annotations.NullMarked;
