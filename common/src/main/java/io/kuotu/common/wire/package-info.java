/**
 * How jobs, events and commands travel: topic names, JSON codecs, a sender and a tail. With the
 * worker's intake, the only place that knows Kafka.
 */
@NullMarked
package io.kuotu.common.wire;

import org.jspecify.annotations.NullMarked;
