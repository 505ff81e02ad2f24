package io.kuotu.worker.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The tensors of one call, and the buffers that they were made of. What is to outlive the call is
 * computed from them (an operation's result has memory of its own; a slice or another shape has
 * not) or duplicated, and attached to a manager that lives longer. On the device's thread.
 */
final class DjlScope implements AutoCloseable {
    private final HostBuffers buffers;
    private final NDManager manager;
    private final List<HostBuffers.Loan> loans = new ArrayList<>();

    DjlScope(NDManager parent, HostBuffers buffers) {
        this.buffers = buffers;
        this.manager = parent.newSubManager();
    }

    NDManager manager() {
        return manager;
    }

    NDArray tensor(float[] values, Shape shape) {
        return tensor(shape, buffer -> buffer.put(values));
    }

    /**
     * @param shape of fp32 values
     * @param fill writes all of them, row by row
     */
    NDArray tensor(Shape shape, Consumer<FloatBuffer> fill) {
        ByteBuffer bytes = borrowed(shape.size() * Float.BYTES);
        fill.accept(bytes.asFloatBuffer());
        return manager.create(bytes, shape, DataType.FLOAT32);
    }

    NDArray tensor(long[] values, Shape shape) {
        ByteBuffer bytes = borrowed(shape.size() * Long.BYTES);
        bytes.asLongBuffer().put(values);
        return manager.create(bytes, shape, DataType.INT64);
    }

    private ByteBuffer borrowed(long bytes) {
        HostBuffers.Loan loan = buffers.borrow(bytes);
        loans.add(loan);
        return loan.bytes().clear().limit((int) bytes);
    }

    /**
     * The first so many samples of a batch, an array each: copied once, from the device's memory or
     * what came from there.
     */
    static List<float[]> values(NDArray batch, int samples) {
        NDArray wanted =
                samples == batch.getShape().get(0) ? batch : batch.get("0:" + samples); // a view
        FloatBuffer all = wanted.toByteBuffer(true).asFloatBuffer(); // lives as long as the tensor
        List<float[]> values = new ArrayList<>(samples);
        for (int i = 0; i < samples; i++) {
            float[] one = new float[all.capacity() / samples];
            all.get(one);
            values.add(one);
        }
        return values;
    }

    /** Tensors first: they may lie in the buffers. */
    @Override
    public void close() {
        manager.close();
        loans.forEach(buffers::giveBack);
        loans.clear();
    }
}
