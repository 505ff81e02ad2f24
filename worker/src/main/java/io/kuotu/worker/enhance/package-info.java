/**
 * What makes a finished picture better: noise taken away, sharpening, colour, grain, each where it
 * does good. Plain arithmetic on bands of rows; no model, no thread of its own.
 */
@NullMarked
package io.kuotu.worker.enhance;

import org.jspecify.annotations.NullMarked;
