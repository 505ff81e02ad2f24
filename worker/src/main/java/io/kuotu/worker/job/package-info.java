/**
 * One job from its delivery to its end: who holds what, which attempt it is, and the order of
 * prepare, batch, finish, publish.
 */
@NullMarked
package io.kuotu.worker.job;

import org.jspecify.annotations.NullMarked;
