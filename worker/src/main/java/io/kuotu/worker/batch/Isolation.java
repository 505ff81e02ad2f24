package io.kuotu.worker.batch;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.kuotu.worker.pipeline.DeviceFailed;
import io.kuotu.worker.pipeline.DeviceMemoryExhausted;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a batch so that what breaks the model breaks nobody else: a batch that fails is run again
 * one by one, and one for which there is no memory in halves. What fails alone ends with {@link
 * ErrorCode#MODEL_FAILED}, and the device is asked whether it is well: {@link DeviceFailed} comes
 * out where it is not. On the device's thread.
 */
final class Isolation {
    private static final Logger LOG = LoggerFactory.getLogger(Isolation.class);

    private final DeviceModels models;
    private final BatchSizes sizes;
    private final LoopMeter meter;
    private final Consumer<Piece> gone;

    /**
     * @param gone told of work before it is failed
     */
    Isolation(DeviceModels models, BatchSizes sizes, LoopMeter meter, Consumer<Piece> gone) {
        this.models = models;
        this.sizes = sizes;
        this.meter = meter;
        this.gone = gone;
    }

    /**
     * @param work that changes none of the batch where it throws
     */
    <T extends Piece> void run(Plan.Kind kind, List<T> batch, Consumer<List<T>> work) {
        var _ = failures(kind, batch, work);
    }

    /** How many failed by themselves. */
    private <T extends Piece> int failures(Plan.Kind kind, List<T> batch, Consumer<List<T>> work) {
        try {
            work.accept(batch);
            return 0;
        } catch (DeviceMemoryExhausted e) {
            meter.failed(LoopMeter.Failure.MEMORY);
            return outOfMemory(kind, batch, work, e);
        } catch (RuntimeException e) {
            meter.failed(LoopMeter.Failure.EXCEPTION);
            return broken(kind, batch, work, e);
        }
    }

    /**
     * Where it was one of them that fits nowhere, the others' batches stay as large as they are.
     */
    private <T extends Piece> int outOfMemory(
            Plan.Kind kind, List<T> batch, Consumer<List<T>> work, DeviceMemoryExhausted reason) {
        if (batch.size() == 1) {
            fail(batch.getFirst(), "the device has no memory for it: ", reason);
            return 1;
        }
        int half = (batch.size() + 1) / 2;
        int failures =
                failures(kind, batch.subList(0, half), work)
                        + failures(kind, batch.subList(half, batch.size()), work);
        if (failures == 0) {
            sizes.shrink(kind, batch.getFirst().ticket().key(), batch.size());
        }
        return failures;
    }

    private <T extends Piece> int broken(
            Plan.Kind kind, List<T> batch, Consumer<List<T>> work, RuntimeException reason) {
        if (batch.size() == 1) {
            fail(batch.getFirst(), "the model failed: ", reason);
            models.check(); // throws where it is no fault of the sample
            return 1;
        }
        LOG.warn(
                "a batch of {} failed to {} ({}); running it one by one",
                batch.size(),
                kind.label(),
                reason.toString());
        return batch.stream().mapToInt(one -> failures(kind, List.of(one), work)).sum();
    }

    private void fail(Piece work, String what, RuntimeException reason) {
        LOG.warn("{} failed on the device by itself", work.claim().job(), reason);
        Problem problem = Problem.of(ErrorCode.MODEL_FAILED, what + reason.getMessage());
        gone.accept(work);
        work.fail(problem.asException(reason));
    }
}
