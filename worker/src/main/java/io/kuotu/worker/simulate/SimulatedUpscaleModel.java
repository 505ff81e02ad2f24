package io.kuotu.worker.simulate;

import io.kuotu.worker.pipeline.BatchClasses;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.UpscaleModel;
import io.kuotu.worker.profile.BundleProfile;
import io.kuotu.worker.profile.Work;
import java.util.List;

/** Takes as long as the measured bundle would; its tiles are a pixel that nobody looks at. */
final class SimulatedUpscaleModel implements UpscaleModel {
    private static final float[] TILE = new float[3];

    private final int factor;
    private final int reach;
    private final SimulatedDevice device;
    private final BundleProfile profile;

    SimulatedUpscaleModel(int factor, int reach, SimulatedDevice device, BundleProfile profile) {
        this.factor = factor;
        this.reach = reach;
        this.device = device;
        this.profile = profile;
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
        return profile.tileClasses();
    }

    @Override
    public List<float[]> enlarge(CanvasSize size, List<float[]> tiles) {
        int batch = classes().sizeFor(tiles.size());
        device.work(profile.of(Work.ENLARGE).flatMap(w -> w.estimate(size, batch)).orElseThrow());
        return tiles.stream().map(_ -> TILE).toList();
    }

    @Override
    public void close() {}
}
