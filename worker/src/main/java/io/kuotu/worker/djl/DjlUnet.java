package io.kuotu.worker.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * The denoising network. Where samples have text it is told it; a guided sample is two rows of the
 * batch, without and with what is wanted, and its answer is pushed from the first to the second
 * (classifier-free guidance).
 */
final class DjlUnet implements AutoCloseable {
    private final TiledModule module;

    DjlUnet(TiledModule module) {
        this.module = module;
    }

    /**
     * What the network predicts for samples of equally many rows, [n, c, h, w].
     *
     * @param scope of the result
     * @param input noisy latents, mask, what is shown: [n, 2 c + 1, h, w]; any window of them
     * @param timesteps [n]
     * @param samples whose text it is, n of them
     */
    NDArray forward(DjlScope scope, NDArray input, NDArray timesteps, List<DjlLatents> samples) {
        if (samples.getFirst().rows() == 0) {
            return module.forward(input, timesteps);
        }
        NDArray text = joined(scope, samples);
        if (samples.getFirst().rows() == 1) {
            return module.forward(input, timesteps, text);
        }
        NDArray made = module.forward(input.concat(input, 0), timesteps.concat(timesteps, 0), text);
        int n = samples.size();
        NDArray without = made.get("0:" + n);
        NDArray with = made.get(n + ":" + 2 * n);
        return without.add(with.sub(without).mul(guidance(scope, samples)));
    }

    /** All without what is wanted, then all with it: [rows n, features]. */
    private static NDArray joined(DjlScope scope, List<DjlLatents> samples) {
        NDList rows = new NDList();
        for (int row = 0; row < samples.getFirst().rows(); row++) {
            for (DjlLatents sample : samples) {
                rows.add(sample.text().get(row + ":" + (row + 1)));
            }
        }
        NDArray joined = NDArrays.concat(rows, 0);
        joined.attach(scope.manager());
        rows.forEach(row -> row.attach(scope.manager()));
        return joined;
    }

    private static NDArray guidance(DjlScope scope, List<DjlLatents> samples) {
        float[] values = new float[samples.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) samples.get(i).guidance();
        }
        return scope.tensor(values, new Shape(values.length, 1, 1, 1));
    }

    @Override
    public void close() {
        module.close();
    }
}
