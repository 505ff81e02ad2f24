package io.kuotu.worker.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.store.ObjectKeys;
import io.kuotu.common.testing.FakeObjectStore;
import io.kuotu.common.testing.FakeRecordSink;
import io.kuotu.common.testing.ManualClock;
import io.kuotu.common.testing.SampleJobs;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.common.wire.Topics;
import io.kuotu.worker.picture.Picture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PreviewWriterTest {
    private static final Job JOB = new SampleJobs(1).expansion();
    private static final int MORE_THAN_THE_QUEUE = 100;

    private final FakeObjectStore store = new FakeObjectStore();
    private final FakeRecordSink records = new FakeRecordSink();
    private final ManualClock clock = new ManualClock(SampleJobs.NOW);
    private final EventWriter events = new EventWriter(records, clock);
    private final PreviewWriter writer = new PreviewWriter(store, events, clock);

    @AfterEach
    void stop() {
        writer.close();
        events.close();
    }

    private static Picture red() {
        byte[] rgb = new byte[3 * 20 * 10];
        for (int i = 0; i < rgb.length; i += 3) {
            rgb[i] = (byte) 0xFF;
        }
        return new Picture(20, 10, rgb, null, null);
    }

    private List<JobEvent> told() {
        return records.sentTo(Topics.EVENTS).stream()
                .map(s -> JsonCodec.decode(s.value(), JobEvent.class))
                .toList();
    }

    @Test
    void storedFirst_thenTold() throws Exception {
        writer.open(JOB.id()).offer(4, 8, PreviewWriterTest::red);
        await().until(() -> !told().isEmpty());
        String key = ObjectKeys.preview(JOB.id(), 4);
        assertThat(told())
                .containsExactly(
                        new JobEvent.Previewed(
                                JOB.id(), SampleJobs.NOW, 4, 8, key, "image/jpeg", 20, 10));
        BufferedImage stored = ImageIO.read(new ByteArrayInputStream(store.get(key).orElseThrow()));
        assertThat(stored.getWidth()).isEqualTo(20);
        assertThat(stored.getRGB(10, 5) >> 16 & 0xFF).isGreaterThan(240);
        assertThat(stored.getRGB(10, 5) & 0xFF).isLessThan(20);
    }

    /** A picture that is not there before the latch is open. */
    private static Supplier<Picture> heldBy(CountDownLatch begun, CountDownLatch open) {
        return () -> {
            begun.countDown();
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return red();
        };
    }

    @Test
    void onceItsJobIsOver_nothingIsTold() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        PreviewWriter.Feed over = writer.open(JOB.id());
        over.offer(0, 8, heldBy(begun, open)); // under way when the job ends
        over.offer(4, 8, PreviewWriterTest::red); // still waiting then
        begun.await();
        over.close();
        open.countDown();
        Job next = new SampleJobs(2).expansion();
        writer.open(next.id()).offer(0, 8, PreviewWriterTest::red);
        await().until(() -> !told().isEmpty());
        assertThat(told()).hasSize(1).allMatch(e -> e.id().equals(next.id()));
    }

    @Test
    void whatDoesNotFitIsDropped_andNobodyWaits() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        PreviewWriter.Feed feed = writer.open(JOB.id());
        feed.offer(0, MORE_THAN_THE_QUEUE + 1, heldBy(begun, open));
        begun.await();
        assertThat(feed.hasRoom()).isTrue();
        for (int step = 1; step <= MORE_THAN_THE_QUEUE; step++) {
            feed.offer(step, MORE_THAN_THE_QUEUE + 1, PreviewWriterTest::red);
        }
        assertThat(feed.hasRoom()).isFalse();
        open.countDown();
        await().until(feed::hasRoom);
        feed.offer(MORE_THAN_THE_QUEUE, MORE_THAN_THE_QUEUE + 1, PreviewWriterTest::red);
        await().until(
                        () ->
                                told().getLast() instanceof JobEvent.Previewed p
                                        && p.step() == MORE_THAN_THE_QUEUE);
        assertThat(told()).hasSizeLessThan(MORE_THAN_THE_QUEUE / 2);
    }

    @Test
    void aPreviewThatFails_keepsNoOtherBack() {
        PreviewWriter.Feed feed = writer.open(JOB.id());
        store.goAway();
        feed.offer(0, 8, PreviewWriterTest::red);
        feed.offer(
                2,
                8,
                () -> {
                    store.comeBack();
                    throw new IllegalStateException("no picture, as the test wants it");
                });
        feed.offer(4, 8, PreviewWriterTest::red);
        await().until(() -> !told().isEmpty());
        assertThat(told()).singleElement().matches(e -> ((JobEvent.Previewed) e).step() == 4);
    }
}
