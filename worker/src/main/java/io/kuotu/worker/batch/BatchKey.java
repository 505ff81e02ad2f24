package io.kuotu.worker.batch;

import io.kuotu.worker.pipeline.CanvasSize;

/**
 * What samples must have in common to run together.
 *
 * @param bundle that they use
 * @param size of their canvas, or of a tile
 */
public record BatchKey(String bundle, CanvasSize size) {}
