/** What is done to the cluster, and when: drawn from a seed. */
@NullMarked
package io.kuotu.chaos.fault;

import org.jspecify.annotations.NullMarked;
