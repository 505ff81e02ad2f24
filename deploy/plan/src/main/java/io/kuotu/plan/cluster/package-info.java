/** The cluster in virtual time: queues, lanes, hosts, devices, autoscaler. */
@NullMarked
package io.kuotu.plan.cluster;

import org.jspecify.annotations.NullMarked;
