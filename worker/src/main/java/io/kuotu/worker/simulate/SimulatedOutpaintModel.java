package io.kuotu.worker.simulate;

import io.kuotu.worker.bundle.BundleManifest.Outpaint;
import io.kuotu.worker.pipeline.BatchClasses;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.Latents;
import io.kuotu.worker.pipeline.OutpaintModel;
import io.kuotu.worker.pipeline.Preview;
import io.kuotu.worker.pipeline.Prompt;
import io.kuotu.worker.profile.BundleProfile;
import io.kuotu.worker.profile.Work;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes as long as the measured bundle would. Its pictures are a single pixel, whatever the size:
 * {@link SimulatedMaker} alone asks for them, and looks at none.
 */
final class SimulatedOutpaintModel implements OutpaintModel {
    private static final float[] PICTURE = new float[3];
    private static final int PREVIEW_PX_PER_CELL = 2;
    private static final float GREY = 0.5f;

    private final Outpaint description;
    private final SimulatedDevice device;
    private final BundleProfile profile;
    private final BatchClasses stepClasses;
    private final AtomicInteger held;

    /**
     * @param stepClasses batch sizes of denoising
     * @param held counts samples
     */
    SimulatedOutpaintModel(
            Outpaint description,
            SimulatedDevice device,
            BundleProfile profile,
            BatchClasses stepClasses,
            AtomicInteger held) {
        this.description = description;
        this.device = device;
        this.profile = profile;
        this.stepClasses = stepClasses;
        this.held = held;
    }

    @Override
    public Outpaint description() {
        return description;
    }

    @Override
    public BatchClasses stepClasses() {
        return stepClasses;
    }

    @Override
    public BatchClasses codecClasses() {
        return profile.codecClasses();
    }

    @Override
    public List<Latents> begin(List<Beginning> beginnings) {
        CanvasSize size = beginnings.getFirst().canvas().size();
        device.work(time(Work.ENCODE, size, codecClasses().sizeFor(beginnings.size())));
        return beginnings.stream().<Latents>map(this::latents).toList();
    }

    private SimulatedLatents latents(Beginning beginning) {
        boolean guided = beginning.prompt().map(Prompt::isGuided).orElse(false);
        return new SimulatedLatents(beginning.canvas().size(), guided, held);
    }

    /** Guided samples go by themselves, two rows each, as in the real one. */
    @Override
    public void step(List<StepOrder> orders) {
        CanvasSize size = orders.getFirst().latents().canvasSize();
        int guided =
                (int)
                        orders.stream()
                                .filter(o -> ((SimulatedLatents) o.latents()).isGuided())
                                .count();
        device.work(stepTime(size, orders.size() - guided, 1).plus(stepTime(size, guided, 2)));
    }

    private Duration stepTime(CanvasSize size, int samples, int rowsEach) {
        return samples == 0
                ? Duration.ZERO
                : time(Work.STEP, size, rowsEach * stepClasses.sizeFor(samples));
    }

    @Override
    public List<Preview> preview(List<Latents> latents) {
        return latents.stream().map(l -> grey(l.canvasSize())).toList();
    }

    private Preview grey(CanvasSize size) {
        int width = PREVIEW_PX_PER_CELL * size.width() / description.factor();
        int height = PREVIEW_PX_PER_CELL * size.height() / description.factor();
        float[] pixels = new float[3 * width * height];
        Arrays.fill(pixels, GREY);
        return new Preview(width, height, pixels);
    }

    @Override
    public List<float[]> decode(List<Latents> latents) {
        CanvasSize size = latents.getFirst().canvasSize();
        device.work(time(Work.DECODE, size, codecClasses().sizeFor(latents.size())));
        return latents.stream().map(_ -> PICTURE).toList();
    }

    private Duration time(Work work, CanvasSize size, int batch) {
        return profile.of(work).flatMap(w -> w.estimate(size, batch)).orElseThrow();
    }

    @Override
    public void close() {}
}
