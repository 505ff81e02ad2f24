/**
 * A device that computes nothing: its batches and the work on pictures take the time that a real
 * one was measured to take, and pictures say that they are simulated. No tensor library is loaded.
 */
@NullMarked
package io.kuotu.worker.simulate;

import org.jspecify.annotations.NullMarked;
