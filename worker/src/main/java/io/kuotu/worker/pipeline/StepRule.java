package io.kuotu.worker.pipeline;

/**
 * One step as arithmetic: every sampler here is linear in the latents x, the network's output m,
 * the signal that was predicted a step before, p, and fresh noise z.
 *
 * <pre>
 *   next x      = xFromX * x + xFromModel * m + xFromPrevious * p + xFromNoise * z
 *   signal (p') = signalFromX * x + signalFromModel * m
 * </pre>
 *
 * @param timestep that the network is told; Euler's lie between whole ones
 * @param noiseStream of z, from {@link Noise}; drawn only where {@code xFromNoise} is not 0
 */
public record StepRule(
        float timestep,
        float xFromX,
        float xFromModel,
        float xFromPrevious,
        float xFromNoise,
        int noiseStream,
        float signalFromX,
        float signalFromModel) {}
