package io.kuotu.worker.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleManifest.Outpaint;
import io.kuotu.worker.djl.TiledModule.Scale;
import io.kuotu.worker.djl.TiledModule.Tiling;
import io.kuotu.worker.pipeline.BatchClasses;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.Latents;
import io.kuotu.worker.pipeline.Noise;
import io.kuotu.worker.pipeline.OutpaintModel;
import io.kuotu.worker.pipeline.StepPath;
import io.kuotu.worker.pipeline.StepRule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Encoder, UNet and decoder of one bundle on one device. */
public final class DjlOutpaintModel implements OutpaintModel {
    private static final int MASK_CHANNELS = 1;

    private final Outpaint description;
    private final BatchClasses stepClasses;
    private final BatchClasses codecClasses;
    private final DjlDevice device;
    private final TiledModule encoder;
    private final TiledModule decoder;
    private final TiledModule unet;

    private DjlOutpaintModel(
            DjlDevice device,
            Bundle bundle,
            Precision precision,
            BatchClasses stepClasses,
            BatchClasses codecClasses) {
        this.description = bundle.manifest().outpaint().orElseThrow();
        this.stepClasses = stepClasses;
        this.codecClasses = codecClasses;
        this.device = device;
        int factor = description.factor();
        this.encoder = load(bundle, "encoder", precision, new Scale(factor, 1));
        this.decoder = load(bundle, "decoder", precision, new Scale(1, factor));
        this.unet = load(bundle, "unet", precision, new Scale(1, 1));
    }

    private TiledModule load(Bundle bundle, String name, Precision precision, Scale scale) {
        return new TiledModule(
                DjlModule.load(device, bundle, name, precision), tiling(description), scale);
    }

    /**
     * Tiles as the network was trained on; canvases up to the largest it knows are whole, which
     * rounding up to a multiple may have made a little larger.
     */
    static Tiling tiling(Outpaint description) {
        int side = description.nativeSize() / description.factor();
        int largest = description.largest() / description.factor();
        return new Tiling(largest * largest * 5 / 4, side, side / 4);
    }

    public static DjlOutpaintModel load(
            DjlDevice device,
            Bundle bundle,
            Precision precision,
            BatchClasses stepClasses,
            BatchClasses codecClasses) {
        return new DjlOutpaintModel(device, bundle, precision, stepClasses, codecClasses);
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
        return codecClasses;
    }

    @Override
    public List<Latents> begin(List<Beginning> beginnings) {
        CanvasSize size = beginnings.getFirst().canvas().size();
        try (NDManager scope = device.manager().newSubManager()) {
            NDArray pixels =
                    stacked(
                            scope,
                            filled(beginnings, codecClasses),
                            b -> b.canvas().pixels(),
                            3,
                            size.height(),
                            size.width());
            NDArray shown = encoder.forward(pixels);
            List<Latents> begun = new ArrayList<>();
            for (int i = 0; i < beginnings.size(); i++) {
                begun.add(begin(scope, beginnings.get(i), shown.get(i + ":" + (i + 1))));
            }
            return begun;
        }
    }

    private Latents begin(NDManager scope, Beginning beginning, NDArray shown) {
        CanvasSize size = beginning.canvas().size();
        int height = size.height() / description.factor();
        int width = size.width() / description.factor();
        int channels = description.latentChannels();
        StepPath path = beginning.path();
        NDArray noise =
                scope.create(
                        Noise.gaussian(beginning.seed(), 0, channels * height * width),
                        new Shape(1, channels, height, width));
        NDArray mask =
                scope.create(beginning.canvas().mask(), new Shape(1, MASK_CHANNELS, height, width));
        NDArray noisy =
                shown.mul((float) path.startAlpha()).add(noise.mul((float) path.startSigma()));
        return new DjlLatents(size, device.manager().newSubManager(), mask.concat(shown, 1), noisy);
    }

    @Override
    public void step(List<StepOrder> orders) {
        try (NDManager scope = device.manager().newSubManager()) {
            List<StepOrder> all = filled(orders, stepClasses);
            NDArray x = gathered(scope, all, DjlLatents::noisy);
            NDArray condition = gathered(scope, all, DjlLatents::condition);
            NDArray before = gathered(scope, all, DjlLatents::signal);
            NDArray made =
                    unet.forward(
                            x.concat(condition, 1),
                            coefficients(scope, all, StepRule::timestep)
                                    .squeeze(new int[] {1, 2, 3}));
            NDArray next =
                    x.mul(coefficients(scope, all, StepRule::xFromX))
                            .add(made.mul(coefficients(scope, all, StepRule::xFromModel)))
                            .add(before.mul(coefficients(scope, all, StepRule::xFromPrevious)));
            NDArray signal =
                    x.mul(coefficients(scope, all, StepRule::signalFromX))
                            .add(made.mul(coefficients(scope, all, StepRule::signalFromModel)));
            for (int i = 0; i < orders.size(); i++) {
                String row = i + ":" + (i + 1);
                latents(orders.get(i))
                        .advance(next.get(row).duplicate(), signal.get(row).duplicate());
            }
        }
    }

    @Override
    public List<float[]> decode(List<Latents> latents) {
        try (NDManager scope = device.manager().newSubManager()) {
            NDList arrays = new NDList();
            filled(latents, codecClasses).forEach(l -> arrays.add(((DjlLatents) l).noisy()));
            NDArray pictures = decoder.forward(attached(scope, NDArrays.concat(arrays, 0)));
            List<float[]> decoded = new ArrayList<>();
            for (int i = 0; i < latents.size(); i++) {
                decoded.add(pictures.get(i).toFloatArray());
            }
            return decoded;
        }
    }

    /** Filled up with its last element to a size that the model is run with. */
    private static <T> List<T> filled(List<T> batch, BatchClasses classes) {
        List<T> all = new ArrayList<>(batch);
        int size = classes.sizeFor(batch.size());
        while (all.size() < size) {
            all.add(batch.getLast());
        }
        return all;
    }

    private static <T> NDArray stacked(
            NDManager scope,
            List<T> batch,
            Function<T, float[]> values,
            int channels,
            int height,
            int width) {
        float[] joined = new float[batch.size() * channels * height * width];
        for (int i = 0; i < batch.size(); i++) {
            float[] one = values.apply(batch.get(i));
            System.arraycopy(one, 0, joined, i * one.length, one.length);
        }
        return scope.create(joined, new Shape(batch.size(), channels, height, width));
    }

    private static NDArray gathered(
            NDManager scope, List<StepOrder> batch, Function<DjlLatents, NDArray> part) {
        NDList arrays = new NDList();
        batch.forEach(order -> arrays.add(part.apply(latents(order))));
        return attached(scope, NDArrays.concat(arrays, 0));
    }

    /**
     * An operation's result belongs to the manager of its first operand: of one sample, where many
     * were joined.
     */
    private static NDArray attached(NDManager scope, NDArray array) {
        array.attach(scope);
        return array;
    }

    private static NDArray coefficients(
            NDManager scope, List<StepOrder> batch, ToDoubleFunction<StepRule> part) {
        float[] values = new float[batch.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) part.applyAsDouble(batch.get(i).rule());
        }
        return scope.create(values, new Shape(values.length, 1, 1, 1));
    }

    private static DjlLatents latents(StepOrder order) {
        return (DjlLatents) order.latents();
    }

    @Override
    public void close() {
        unet.close();
        decoder.close();
        encoder.close();
    }
}
