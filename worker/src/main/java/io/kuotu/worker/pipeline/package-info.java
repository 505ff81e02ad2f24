/**
 * What a denoising step means: schedules, samplers, noise, and the interfaces of the models. No
 * tensor library here.
 */
@NullMarked
package io.kuotu.worker.pipeline;

import org.jspecify.annotations.NullMarked;
