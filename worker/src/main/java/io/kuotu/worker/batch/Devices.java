package io.kuotu.worker.batch;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.Problem;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All devices of a worker, a loop each. What comes goes to the living device that has least to do,
 * by pixels times steps. Thread safe.
 */
public final class Devices implements Engine, AutoCloseable {
    private final List<Member> members;

    /**
     * @param outstanding pixels times steps that were given to it and are not done
     */
    private record Member(DeviceLoop loop, AtomicLong outstanding) {}

    /**
     * @param loops one or more; closed with this
     */
    public Devices(List<DeviceLoop> loops) {
        if (loops.isEmpty()) {
            throw new IllegalArgumentException("a worker has at least one device");
        }
        this.members = loops.stream().map(loop -> new Member(loop, new AtomicLong())).toList();
    }

    @Override
    public CompletableFuture<float[]> expand(SampleOrder order) {
        return give(order.stepCost() * order.path().steps(), loop -> loop.expand(order));
    }

    @Override
    public CompletableFuture<float[]> enlarge(TileOrder order) {
        return give(order.size().pixels(), loop -> loop.enlarge(order));
    }

    private CompletableFuture<float[]> give(
            long cost, Function<DeviceLoop, CompletableFuture<float[]>> order) {
        Member idlest =
                members.stream()
                        .filter(m -> m.loop().isAlive())
                        .min(Comparator.comparingLong(m -> m.outstanding().get()))
                        .orElseThrow(Devices::noneAlive);
        idlest.outstanding().addAndGet(cost);
        try {
            CompletableFuture<float[]> result = order.apply(idlest.loop());
            var _ = result.whenComplete((_, _) -> idlest.outstanding().addAndGet(-cost));
            return result;
        } catch (RuntimeException e) {
            idlest.outstanding().addAndGet(-cost);
            throw e;
        }
    }

    private static RuntimeException noneAlive() {
        return Problem.of(ErrorCode.SHUTTING_DOWN, "no device is left").asException();
    }

    @Override
    public void cancel(JobId job) {
        members.forEach(m -> m.loop().cancel(job));
    }

    /** {@link DeviceLoop#forecast} of all; the latest where a job is on several. */
    public Map<JobId, Duration> forecast() {
        Map<JobId, Duration> all = new HashMap<>();
        for (Member member : members) {
            if (member.loop().isAlive()) {
                member.loop()
                        .forecast()
                        .forEach(
                                (job, left) ->
                                        all.merge(job, left, (a, b) -> a.compareTo(b) > 0 ? a : b));
            }
        }
        return all;
    }

    /** Whether all are. */
    public boolean areAlive() {
        return members.stream().allMatch(m -> m.loop().isAlive());
    }

    /** Told, on the device's thread, when one ends without being closed. */
    public void whenOneDies(Consumer<Throwable> told) {
        members.forEach(
                m -> {
                    var _ = m.loop().died().thenAccept(told);
                });
    }

    public List<DeviceLoop> loops() {
        return members.stream().map(Member::loop).toList();
    }

    /** Wall time inside of model forwards so far, over all devices, ns. */
    public long forwardNanos() {
        return members.stream().mapToLong(m -> m.loop().models().forwardNanos()).sum();
    }

    /**
     * Pixels that go through a denoising step in a second where batches are full, over all devices
     * that live, by the bundle that was measured first; 0 where nothing was measured.
     */
    public double pixelStepsPerSecond() {
        return members.stream()
                .map(Member::loop)
                .filter(DeviceLoop::isAlive)
                .mapToDouble(loop -> loop.models().profile().pixelStepsPerSecond())
                .sum();
    }

    /** In words, for the signs of life. */
    public String description() {
        return members.stream()
                .map(m -> m.loop().models().description())
                .collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        members.forEach(m -> m.loop().close());
    }
}
