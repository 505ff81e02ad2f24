/**
 * The cluster under test: a broker, a store, gateways and workers, each in a process of its own.
 */
@NullMarked
package io.kuotu.chaos.cluster;

import org.jspecify.annotations.NullMarked;
