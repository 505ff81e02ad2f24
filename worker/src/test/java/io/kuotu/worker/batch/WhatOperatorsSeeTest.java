package io.kuotu.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.kuotu.common.job.JobIds;
import io.kuotu.common.job.ProblemException;
import io.kuotu.common.testing.SampleJobs;
import io.prometheus.client.CollectorRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Of a bad job and a bad device: the line in the log, the metric, and the job's error. */
@Timeout(30)
class WhatOperatorsSeeTest {
    private final JobIds ids = new JobIds(InstantSource.system(), new Random(1));
    private final CollectorRegistry registry = new CollectorRegistry();
    private final FakeModels models = new FakeModels(4, false);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger =
            (Logger) LoggerFactory.getLogger(Batcher.class.getPackage().getName());
    private final DeviceLoop loop =
            DeviceLoop.start(
                    "device-test",
                    () -> models,
                    4,
                    InstantSource.fixed(SampleJobs.NOW),
                    new LoopMeter(registry, "test"));

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(log);
        loop.close();
    }

    private CompletableFuture<float[]> expand(Orders orders) {
        return loop.expand(orders.order());
    }

    private List<String> lines() {
        return List.copyOf(log.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private double failures(String reason) {
        return registry.getSampleValue(
                "kuotu_worker_model_failures_total",
                new String[] {"device", "reason"},
                new String[] {"test", reason});
    }

    private static String error(CompletableFuture<float[]> failed) {
        try {
            failed.join();
            throw new AssertionError("it did not fail");
        } catch (CompletionException e) {
            return ProblemException.of(e).detail();
        }
    }

    @Test
    void aJobThatBreaksTheModel() {
        Orders bad = Orders.of(ids.next()).seed(FakeModels.POISON);
        assertThat(error(expand(bad))).isEqualTo("the model failed: poison");
        assertThat(lines()).contains(bad.claim().job() + " failed on the device by itself");
        assertThat(failures("exception")).isEqualTo(1);
    }

    @Test
    void aJobThatIsTooLargeForTheDevice() {
        Orders bad = Orders.of(ids.next()).seed(FakeModels.HUGE);
        assertThat(error(expand(bad)))
                .isEqualTo("the device has no memory for it: no memory for it");
        assertThat(lines()).contains(bad.claim().job() + " failed on the device by itself");
        assertThat(failures("memory")).isEqualTo(1);
    }

    @Test
    void aPictureOfNoNumbers() {
        Orders bad = Orders.of(ids.next()).seed(FakeModels.NOT_A_NUMBER);
        assertThat(error(expand(bad)))
                .isEqualTo("the model's picture has values that are no numbers");
        assertThat(lines())
                .contains(
                        bad.claim().job() + " ended with a picture of values that are no numbers");
        assertThat(failures("not_a_number")).isEqualTo(1);
    }

    @Test
    void aDeviceThatIsSick() {
        models.fallSick();
        Orders any = Orders.of(ids.next());
        assertThat(error(expand(any)))
                .isEqualTo("the model failed: an illegal memory access was encountered");
        await().until(() -> !loop.isAlive());
        assertThat(lines()).contains("device-test died");
    }
}
