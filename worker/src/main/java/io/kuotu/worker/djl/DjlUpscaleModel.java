package io.kuotu.worker.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleManifest.Upscale;
import io.kuotu.worker.pipeline.BatchClasses;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.UpscaleModel;
import java.util.ArrayList;
import java.util.List;

/** The network of one super-resolution bundle on one device. */
public final class DjlUpscaleModel implements UpscaleModel {
    private final DjlDevice device;
    private final Upscale description;
    private final BatchClasses classes;
    private final DjlModule network;

    private DjlUpscaleModel(
            DjlDevice device, Bundle bundle, Precision precision, BatchClasses classes) {
        this.device = device;
        this.description = bundle.manifest().upscale().orElseThrow();
        this.classes = classes;
        this.network = DjlModule.load(device, bundle, "upscaler", precision);
    }

    public static DjlUpscaleModel load(
            DjlDevice device, Bundle bundle, Precision precision, BatchClasses classes) {
        return new DjlUpscaleModel(device, bundle, precision, classes);
    }

    @Override
    public int factor() {
        return description.factor();
    }

    @Override
    public int reach() {
        return description.reach();
    }

    @Override
    public BatchClasses classes() {
        return classes;
    }

    @Override
    public List<float[]> enlarge(CanvasSize size, List<float[]> tiles) {
        int batch = classes.sizeFor(tiles.size());
        float[] joined = new float[batch * 3 * size.pixels()];
        for (int i = 0; i < tiles.size(); i++) {
            System.arraycopy(tiles.get(i), 0, joined, i * 3 * size.pixels(), 3 * size.pixels());
        }
        try (NDManager scope = device.manager().newSubManager()) {
            NDArray small = scope.create(joined, new Shape(batch, 3, size.height(), size.width()));
            NDArray large = network.forward(small);
            List<float[]> enlarged = new ArrayList<>();
            for (int i = 0; i < tiles.size(); i++) {
                enlarged.add(large.get(i).toFloatArray());
            }
            return enlarged;
        }
    }

    @Override
    public void close() {
        network.close();
    }
}
