package io.kuotu.worker.pipeline;

/**
 * One step as arithmetic: every sampler here is linear in the latents x, the network's output m and
 * the signal that was predicted a step before, p.
 *
 * <pre>
 *   next x      = xFromX * x + xFromModel * m + xFromPrevious * p
 *   signal (p') = signalFromX * x + signalFromModel * m
 * </pre>
 *
 * @param timestep that the network is told
 */
public record StepRule(
        float timestep,
        float xFromX,
        float xFromModel,
        float xFromPrevious,
        float signalFromX,
        float signalFromModel) {}
