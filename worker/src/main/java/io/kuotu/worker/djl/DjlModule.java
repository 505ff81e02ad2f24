package io.kuotu.worker.djl;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.InvalidBundle;
import java.io.IOException;

/** One TorchScript file of a bundle, loaded in one precision. On the device's thread only. */
final class DjlModule implements TiledModule.Network {
    private static final String SUFFIX = ".pt";

    private final DjlDevice device;
    private final Model model;
    private final Block block;
    private final ParameterStore parameters;

    private DjlModule(DjlDevice device, Model model) {
        this.device = device;
        this.model = model;
        this.block = model.getBlock();
        this.parameters = new ParameterStore(device.manager(), false);
    }

    static DjlModule load(DjlDevice device, Bundle bundle, String name, Precision precision) {
        Model model = Model.newInstance(name, device.device(), "PyTorch");
        try {
            model.load(bundle.folder(), name + SUFFIX);
        } catch (IOException | MalformedModelException | RuntimeException e) {
            model.close();
            throw new InvalidBundle(
                    bundle.folder(), name + SUFFIX + " cannot be loaded: " + e.getMessage(), e);
        }
        DjlModule module = new DjlModule(device, model);
        module.prepare(precision);
        return module;
    }

    /** The module makes its weights in the wanted precision, once. */
    private void prepare(Precision precision) {
        try (NDManager scope = device.manager().newSubManager()) {
            NDArray method = scope.create(0L);
            method.setName("module_method:prepare");
            NDArray argument = scope.create(precision.code());
            block.forward(parameters, new NDList(argument, method), false).close();
        }
    }

    @Override
    public NDArray forward(NDArray... inputs) {
        long start = System.nanoTime();
        NDArray result = block.forward(parameters, new NDList(inputs), false).singletonOrThrow();
        device.addForwardNanos(System.nanoTime() - start);
        return result;
    }

    @Override
    public void close() {
        model.close();
    }
}
