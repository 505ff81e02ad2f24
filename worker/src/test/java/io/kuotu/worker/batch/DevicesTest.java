package io.kuotu.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.JobIds;
import io.kuotu.common.job.ProblemException;
import io.kuotu.common.testing.SampleJobs;
import io.prometheus.client.CollectorRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DevicesTest {
    private final JobIds ids = new JobIds(InstantSource.system(), new Random(1));
    private final LoopMeter meter = new LoopMeter(new CollectorRegistry(), "none");
    private final FakeModels first = new FakeModels(1, true);
    private final FakeModels second = new FakeModels(1, true);
    private final Devices devices =
            new Devices(List.of(loop("device-0", first), loop("device-1", second)));

    private DeviceLoop loop(String name, FakeModels models) {
        return DeviceLoop.start(
                name, () -> models, 4, InstantSource.fixed(SampleJobs.NOW), meter.of(name));
    }

    @AfterEach
    void stop() {
        first.allow(10_000);
        second.allow(10_000);
        devices.close();
    }

    @Test
    void workGoesWhereLeastIsLeft() {
        CompletableFuture<float[]> longOne =
                devices.expand(Orders.of(ids.next()).steps(50).order());
        CompletableFuture<float[]> shortOne =
                devices.expand(Orders.of(ids.next()).steps(5).seed(2).order());
        CompletableFuture<float[]> next =
                devices.expand(Orders.of(ids.next()).steps(5).seed(3).order());
        second.allow(10);
        assertThat(shortOne.join()).containsExactly(2.005f);
        assertThat(next.join()).containsExactly(3.005f);
        assertThat(longOne).isNotDone();
    }

    @Test
    void aJobIsCancelledWhereverItIs() {
        JobId job = ids.next();
        CompletableFuture<float[]> one = devices.expand(Orders.of(job).steps(50).order());
        CompletableFuture<float[]> other = devices.expand(Orders.of(job).steps(50).order());
        devices.cancel(job);
        first.allow(2);
        second.allow(2);
        assertThatThrownBy(one::join).isInstanceOf(CancellationException.class);
        assertThatThrownBy(other::join).isInstanceOf(CancellationException.class);
    }

    @Test
    void whenOneDiesTheOthersGoOn() {
        CompletableFuture<Throwable> told = new CompletableFuture<>();
        devices.whenOneDies(told::complete);
        CompletableFuture<float[]> running = devices.expand(Orders.of(ids.next()).steps(9).order());
        first.fallSick();
        first.allow(9);
        assertThat(told.join()).hasMessageContaining("no longer computes");
        assertThatThrownBy(running::join)
                .satisfies(
                        e ->
                                assertThat(ProblemException.of(e).code())
                                        .isEqualTo(ErrorCode.MODEL_FAILED));
        await().until(() -> !devices.areAlive());
        second.allow(9);
        assertThat(devices.expand(Orders.of(ids.next()).steps(9).seed(2).order()).join())
                .containsExactly(2.009f);
    }
}
