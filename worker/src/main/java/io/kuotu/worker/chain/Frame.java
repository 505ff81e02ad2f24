package io.kuotu.worker.chain;

import io.kuotu.worker.picture.Picture;

/**
 * A frame that has just been made.
 *
 * @param index from 0 on
 * @param source of the chain
 * @param before it was made of this one: the source, of the first
 * @param picture as its file has it
 */
public record Frame(int index, Picture source, Picture before, Picture picture) {}
