package io.kuotu.worker.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleManifest;
import io.kuotu.worker.bundle.BundleManifest.Image;
import io.kuotu.worker.bundle.BundleManifest.Upscale;
import io.kuotu.worker.pipeline.BatchClasses;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.UpscaleModel;
import java.util.List;

/** The network of one bundle that makes pictures of pictures, on one device. */
public final class DjlUpscaleModel implements UpscaleModel {
    private final DjlDevice device;
    private final int factor;
    private final int reach;
    private BatchClasses classes;
    private final DjlModule network;

    private DjlUpscaleModel(
            DjlDevice device, Bundle bundle, Precision precision, BatchClasses classes) {
        this.device = device;
        this.classes = classes;
        BundleManifest manifest = bundle.manifest();
        this.factor = manifest.upscale().map(Upscale::factor).orElse(1);
        this.reach =
                manifest.image()
                        .map(Image::tileReach)
                        .orElseGet(() -> manifest.upscale().orElseThrow().reach());
        String file = manifest.image().isPresent() ? "image" : "upscaler";
        this.network = DjlModule.load(device, bundle, file, precision);
    }

    public static DjlUpscaleModel load(
            DjlDevice device, Bundle bundle, Precision precision, BatchClasses classes) {
        return new DjlUpscaleModel(device, bundle, precision, classes);
    }

    @Override
    public int factor() {
        return factor;
    }

    @Override
    public int reach() {
        return reach;
    }

    @Override
    public BatchClasses classes() {
        return classes;
    }

    /** Sizes that a batch is filled up to from now on; on the device's thread. */
    void choose(BatchClasses tiles) {
        classes = tiles;
    }

    @Override
    public List<float[]> enlarge(CanvasSize size, List<float[]> tiles) {
        return device.call(scope -> enlarge(scope, size, tiles));
    }

    private List<float[]> enlarge(DjlScope scope, CanvasSize size, List<float[]> tiles) {
        int batch = classes.sizeFor(tiles.size());
        NDArray small =
                scope.tensor(
                        new Shape(batch, 3, size.height(), size.width()),
                        buffer -> {
                            tiles.forEach(buffer::put);
                            for (int i = tiles.size(); i < batch; i++) {
                                buffer.put(tiles.getLast());
                            }
                        });
        return DjlScope.values(network.forward(small), tiles.size());
    }

    @Override
    public void close() {
        network.close();
    }
}
