package io.kuotu.worker.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleManifest.Outpaint;
import io.kuotu.worker.bundle.BundleManifest.Shown;
import io.kuotu.worker.djl.TiledModule.Scale;
import io.kuotu.worker.djl.TiledModule.Tiling;
import io.kuotu.worker.pipeline.BatchClasses;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.Latents;
import io.kuotu.worker.pipeline.Noise;
import io.kuotu.worker.pipeline.OutpaintModel;
import io.kuotu.worker.pipeline.Preview;
import io.kuotu.worker.pipeline.Prompt;
import io.kuotu.worker.pipeline.StepPath;
import io.kuotu.worker.pipeline.StepRule;
import io.kuotu.worker.pipeline.WorkingCanvas;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Encoder, UNet and decoder of one bundle on one device. */
public final class DjlOutpaintModel implements OutpaintModel {
    private static final int MASK_CHANNELS = 1;

    private final Outpaint description;
    private BatchClasses stepClasses;
    private BatchClasses codecClasses;
    private final DjlDevice device;
    private final TiledModule encoder;
    private final TiledModule decoder;
    private final DjlUnet unet;
    private final Optional<DjlText> text;

    /** Fitted when it is first asked for: by the rehearsal, before any job. */
    private @Nullable LatentColours colours;

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
        this.unet = new DjlUnet(load(bundle, "unet", precision, new Scale(1, 1)));
        this.text = description.text().map(t -> DjlText.load(device, bundle, t, precision));
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

    /** Sizes that a batch is filled up to from now on; on the device's thread. */
    void choose(BatchClasses steps, BatchClasses codecs) {
        stepClasses = steps;
        codecClasses = codecs;
    }

    @Override
    public List<Latents> begin(List<Beginning> beginnings) {
        return device.call(scope -> begin(scope, beginnings));
    }

    private List<Latents> begin(DjlScope scope, List<Beginning> beginnings) {
        NDArray shown = encoded(scope, beginnings, this::shown);
        NDArray start =
                isStartShown(beginnings)
                        ? shown
                        : encoded(scope, beginnings, WorkingCanvas::pixels);
        List<Latents> begun = new ArrayList<>();
        try {
            for (int i = 0; i < beginnings.size(); i++) {
                String row = i + ":" + (i + 1);
                begun.add(begin(scope, beginnings.get(i), shown.get(row), start.get(row)));
            }
            return begun;
        } catch (RuntimeException e) { // none, or all of them
            begun.forEach(Latents::close);
            throw e;
        }
    }

    private float[] shown(WorkingCanvas canvas) {
        return switch (description.shown()) {
            case MIRROR -> canvas.pixels();
            case GREY -> canvas.greyed(description.factor());
        };
    }

    /** Whether the mirrored pictures need no encoding of their own. */
    private boolean isStartShown(List<Beginning> beginnings) {
        return description.shown() == Shown.MIRROR
                || beginnings.stream().allMatch(b -> b.path().startAlpha() == 0);
    }

    private NDArray encoded(
            DjlScope scope, List<Beginning> beginnings, Function<WorkingCanvas, float[]> picture) {
        CanvasSize size = beginnings.getFirst().canvas().size();
        List<Beginning> all = filled(beginnings, codecClasses);
        return encoder.forward(
                scope.tensor(
                        new Shape(all.size(), 3, size.height(), size.width()),
                        buffer -> all.forEach(b -> buffer.put(picture.apply(b.canvas())))));
    }

    private Latents begin(DjlScope scope, Beginning beginning, NDArray shown, NDArray start) {
        CanvasSize size = beginning.canvas().size();
        int height = size.height() / description.factor();
        int width = size.width() / description.factor();
        StepPath path = beginning.path();
        NDArray noise =
                noise(
                        scope,
                        beginning.seed(),
                        0,
                        new Shape(1, description.latentChannels(), height, width));
        NDArray mask =
                scope.tensor(beginning.canvas().mask(), new Shape(1, MASK_CHANNELS, height, width));
        NDArray noisy =
                start.mul((float) path.startAlpha()).add(noise.mul((float) path.startSigma()));
        NDArray condition = mask.concat(shown, 1);
        DjlLatents latents =
                new DjlLatents(
                        size, device.manager().newSubManager(), condition, noisy, beginning.seed());
        text.ifPresent(t -> tell(t, scope, latents, beginning.prompt().orElseGet(this::silence)));
        return latents;
    }

    private static void tell(DjlText text, DjlScope scope, DjlLatents latents, Prompt prompt) {
        try {
            latents.tell(text.features(scope, latents.manager(), prompt), prompt.guidance());
        } catch (RuntimeException e) {
            latents.close();
            throw e;
        }
    }

    private Prompt silence() {
        return new Prompt("", "", description.defaults().guidance().orElse(1.0));
    }

    /**
     * Latents of nothing but noise, for trials: as a step or the decoder takes them, without an
     * encoder's run.
     *
     * @param guided whether a step asks the network twice; only where the bundle takes text
     */
    DjlLatents ofNoise(CanvasSize size, long seed, boolean guided) {
        return device.call(
                scope -> {
                    int height = size.height() / description.factor();
                    int width = size.width() / description.factor();
                    int channels = description.latentChannels();
                    NDArray noise =
                            noise(scope, seed, 0, new Shape(1, 2L * channels + 1, height, width));
                    DjlLatents latents =
                            new DjlLatents(
                                    size,
                                    device.manager().newSubManager(),
                                    noise.get(":, " + channels + ":").duplicate(),
                                    noise.get(":, :" + channels).duplicate(),
                                    seed);
                    Prompt prompt = new Prompt("hills", "", guided ? 2 : 1);
                    text.ifPresent(t -> tell(t, scope, latents, prompt));
                    return latents;
                });
    }

    private static NDArray noise(DjlScope scope, long seed, int stream, Shape shape) {
        return scope.tensor(Noise.gaussian(seed, stream, (int) shape.size()), shape);
    }

    /** What a step makes of one sample; nothing has changed until all of a call is made. */
    private record Advance(DjlLatents latents, NDArray noisy, NDArray signal) {}

    @Override
    public void step(List<StepOrder> orders) {
        device.call(
                scope -> {
                    List<Advance> advances = new ArrayList<>();
                    for (List<StepOrder> alike : byRows(orders)) {
                        advances.addAll(advances(scope, alike));
                    }
                    advances.forEach(a -> a.latents().advance(a.noisy(), a.signal()));
                    return advances.size();
                });
    }

    /**
     * Guided samples are two rows of a batch; they run beside each other, so that a sample always
     * is in batches of the same sizes.
     */
    private static List<List<StepOrder>> byRows(List<StepOrder> orders) {
        Map<Integer, List<StepOrder>> groups = new TreeMap<>();
        for (StepOrder order : orders) {
            groups.computeIfAbsent(latents(order).rows(), _ -> new ArrayList<>()).add(order);
        }
        return List.copyOf(groups.values());
    }

    private List<Advance> advances(DjlScope scope, List<StepOrder> orders) {
        List<StepOrder> all = filled(orders, stepClasses);
        NDArray x = gathered(scope, all, DjlLatents::noisy);
        NDArray condition = gathered(scope, all, DjlLatents::condition);
        NDArray before = gathered(scope, all, DjlLatents::signal);
        NDArray made =
                unet.forward(
                        scope,
                        x.concat(condition, 1),
                        coefficients(scope, all, StepRule::timestep).squeeze(new int[] {1, 2, 3}),
                        all.stream().map(DjlOutpaintModel::latents).toList());
        NDArray next =
                x.mul(coefficients(scope, all, StepRule::xFromX))
                        .add(made.mul(coefficients(scope, all, StepRule::xFromModel)))
                        .add(before.mul(coefficients(scope, all, StepRule::xFromPrevious)));
        NDArray signal =
                x.mul(coefficients(scope, all, StepRule::signalFromX))
                        .add(made.mul(coefficients(scope, all, StepRule::signalFromModel)));
        List<Advance> advances = new ArrayList<>();
        for (int i = 0; i < orders.size(); i++) {
            String row = i + ":" + (i + 1);
            NDArray noisy = refreshed(scope, orders.get(i), next.get(row).duplicate());
            advances.add(new Advance(latents(orders.get(i)), noisy, signal.get(row).duplicate()));
        }
        return advances;
    }

    /** With fresh noise, where the rule has some. */
    private static NDArray refreshed(DjlScope scope, StepOrder order, NDArray noisy) {
        StepRule rule = order.rule();
        if (rule.xFromNoise() == 0) {
            return noisy;
        }
        NDArray noise = noise(scope, latents(order).seed(), rule.noiseStream(), noisy.getShape());
        return noisy.add(noise.mul(rule.xFromNoise()));
    }

    @Override
    public List<Preview> preview(List<Latents> latents) {
        LatentColours map = colours();
        return device.call(
                scope -> {
                    NDList arrays = new NDList();
                    latents.forEach(l -> arrays.add(((DjlLatents) l).signal()));
                    return map.of(attached(scope, NDArrays.concat(arrays, 0)));
                });
    }

    private LatentColours colours() {
        if (colours == null) {
            colours = LatentColours.fit(device, description, encoder::forward);
        }
        return colours;
    }

    @Override
    public List<float[]> decode(List<Latents> latents) {
        return device.call(
                scope -> {
                    NDList arrays = new NDList();
                    filled(latents, codecClasses)
                            .forEach(l -> arrays.add(((DjlLatents) l).noisy()));
                    NDArray joined = attached(scope, NDArrays.concat(arrays, 0));
                    return DjlScope.values(decoder.forward(joined), latents.size());
                });
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

    private static NDArray gathered(
            DjlScope scope, List<StepOrder> batch, Function<DjlLatents, NDArray> part) {
        NDList arrays = new NDList();
        batch.forEach(order -> arrays.add(part.apply(latents(order))));
        return attached(scope, NDArrays.concat(arrays, 0));
    }

    /**
     * An operation's result belongs to the manager of its first operand: of one sample, where many
     * were joined.
     */
    private static NDArray attached(DjlScope scope, NDArray array) {
        array.attach(scope.manager());
        return array;
    }

    private static NDArray coefficients(
            DjlScope scope, List<StepOrder> batch, ToDoubleFunction<StepRule> part) {
        float[] values = new float[batch.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) part.applyAsDouble(batch.get(i).rule());
        }
        return scope.tensor(values, new Shape(values.length, 1, 1, 1));
    }

    private static DjlLatents latents(StepOrder order) {
        return (DjlLatents) order.latents();
    }

    @Override
    public void close() {
        if (colours != null) {
            colours.close();
        }
        text.ifPresent(DjlText::close);
        unet.close();
        decoder.close();
        encoder.close();
    }
}
