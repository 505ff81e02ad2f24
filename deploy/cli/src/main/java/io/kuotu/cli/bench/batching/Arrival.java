package io.kuotu.cli.bench.batching;

import io.kuotu.worker.pipeline.CanvasSize;

/**
 * A job of the bench.
 *
 * @param at seconds after the run's begin
 * @param size of its canvas, px
 * @param steps that it takes
 * @param seed of its noise
 */
record Arrival(double at, CanvasSize size, int steps, long seed) {}
