package io.kuotu.worker.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kuotu.common.job.ChainWay;
import io.kuotu.common.job.DigitalSourceType;
import io.kuotu.common.job.FrameMargins;
import io.kuotu.common.job.FrameMargins.Side;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.job.JobManifest.Making;
import io.kuotu.common.job.JobOutput;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.OutputFormat;
import io.kuotu.common.job.Rendition;
import io.kuotu.common.job.SourcePicture;
import io.kuotu.common.picture.PictureLimits;
import io.kuotu.common.testing.FakeObjectStore;
import io.kuotu.common.testing.FakeRecordSink;
import io.kuotu.common.testing.ManualClock;
import io.kuotu.common.testing.SampleJobs;
import io.kuotu.common.testing.SamplePictures;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.common.wire.Topics;
import io.kuotu.worker.batch.Engine;
import io.kuotu.worker.batch.SampleOrder;
import io.kuotu.worker.batch.TileOrder;
import io.kuotu.worker.bundle.BundleReader;
import io.kuotu.worker.chain.Frame;
import io.kuotu.worker.chain.FrameWatcher;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.publish.EventWriter;
import io.kuotu.worker.publish.PreviewWriter;
import io.kuotu.worker.publish.Publisher;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Chains as they are made, on an engine whose pictures follow from what it is given. */
@Timeout(60)
class ChainMakerTest {
    private static final int WIDTH = 96;
    private static final int HEIGHT = 64;
    private static final BufferedImage SOURCE = SamplePictures.gradient(WIDTH, HEIGHT);

    private final ManualClock clock = new ManualClock(SampleJobs.NOW);

    /** A worker's part of the cluster; the store outlives it where the test says so. */
    private final class Rig implements Engine {
        final FakeObjectStore store;
        final FakeRecordSink records = new FakeRecordSink();
        final List<SampleOrder> orders = new ArrayList<>();
        final List<JobId> nearEnd = new ArrayList<>();
        int diesAt = Integer.MAX_VALUE;
        FrameWatcher watcher = FrameWatcher.NONE;

        Rig(FakeObjectStore store) {
            this.store = store;
        }

        @Override
        public CompletableFuture<float[]> expand(SampleOrder order) {
            if (orders.size() == diesAt) {
                throw new IllegalStateException("killed, as the test wants it");
            }
            orders.add(order);
            Random random = new Random(order.seed());
            float[] pixels = order.canvas().pixels().clone();
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = 0.8f * pixels[i] + 0.2f * random.nextFloat();
            }
            return CompletableFuture.completedFuture(pixels);
        }

        @Override
        public CompletableFuture<float[]> enlarge(TileOrder order) {
            throw new AssertionError("chains enlarge nothing");
        }

        @Override
        public void cancel(JobId job) {}

        JobManifest make(Job job) throws Exception {
            store.put(job.source().key(), SamplePictures.encode(SOURCE, "png"), "image/png");
            EventWriter events = new EventWriter(records, clock);
            Workshop shop =
                    new Workshop(
                            "w",
                            new Bundles(
                                    List.of(BundleReader.read(Path.of("models/scenes-256-turbo")))),
                            this,
                            store,
                            PictureLimits.DEFAULT,
                            new Publisher(store, events),
                            events,
                            new PreviewWriter(store, events, clock),
                            new Workshop.Finishes(true, false),
                            new Workshop.Care(false, 0, 0.4, new Tries.Rules(1000, 0), 4),
                            nearEnd::add,
                            clock);
            return new ChainMaker(shop, watcher).make(job, (JobSpec.Chain) job.spec(), 1);
        }

        List<JobEvent> frames() {
            return records.sentTo(Topics.EVENTS).stream()
                    .map(s -> JsonCodec.decode(s.value(), JobEvent.class))
                    .filter(JobEvent.Framed.class::isInstance)
                    .toList();
        }

        BufferedImage picture(JobOutput output) throws IOException {
            return ImageIO.read(new ByteArrayInputStream(store.get(output.key()).orElseThrow()));
        }
    }

    private static Job chain(ChainWay way, int times, Rendition rendition) throws Exception {
        return chain(way, times, rendition, false);
    }

    private static Job chain(ChainWay way, int times, Rendition rendition, boolean preview)
            throws Exception {
        JobSpec.Chain spec =
                new JobSpec.Chain(
                        way,
                        times,
                        WIDTH,
                        HEIGHT,
                        Optional.empty(),
                        30,
                        OptionalInt.empty(),
                        rendition,
                        preview);
        byte[] file = SamplePictures.encode(SOURCE, "png");
        String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        Job like = new SampleJobs(3).job(spec);
        return new Job(
                like.id(),
                like.tenant(),
                like.tier(),
                like.pool(),
                spec,
                new SourcePicture("inputs/source", sha256, "image/png"),
                like.createdAt(),
                like.deadline(),
                Map.of(),
                Optional.empty());
    }

    private static ChainWay wider() {
        Side tenth = new Side(0, 10);
        return new ChainWay.Expand(new FrameMargins(tenth, Side.NONE, tenth, new Side(5, 0)));
    }

    @Test
    void recreatedFramesKeepNothing_andEachIsMadeOfTheOneBefore() throws Exception {
        Rig rig = new Rig(new FakeObjectStore());
        Job job = chain(new ChainWay.Recreate(0.5), 4, Rendition.PNG);
        JobManifest made = rig.make(job);
        assertThat(made.outputs()).hasSize(4);
        assertThat(made.outputs()).allMatch(o -> o.width() == WIDTH && o.height() == HEIGHT);
        assertThat(made.outputs().stream().map(JobOutput::seed))
                .containsExactly(30L, 31L, 32L, 33L);
        assertThat(rig.frames()).hasSize(4);
        assertThat(rig.nearEnd).containsExactly(job.id());
        assertThat(rig.orders.stream().map(SampleOrder::seed)).containsExactly(30L, 31L, 32L, 33L);
        for (SampleOrder order : rig.orders) {
            assertThat(order.canvas().mask()).containsOnly(1f);
            assertThat(order.path().startAlpha()).isStrictlyBetween(0.0, 1.0);
        }
        float first = rig.orders.getFirst().canvas().pixels()[5];
        assertThat(rig.orders.get(1).canvas().pixels()[5]).isNotEqualTo(first);
        Making making = made.making().orElseThrow();
        assertThat(making.creativity()).isEqualTo(0.5);
        assertThat(making.originalPreserved()).isFalse();
        assertThat(making.digitalSourceType()).isEqualTo(DigitalSourceType.GENERATED.uri());
        // by half a grey level of noise no pixel of the source is where it was but by chance
        BufferedImage frame = rig.picture(made.outputs().getFirst());
        int same = 0;
        for (int x = 0; x < WIDTH; x++) {
            same += frame.getRGB(x, 20) == SOURCE.getRGB(x, 20) ? 1 : 0;
        }
        assertThat(same).isLessThan(WIDTH / 4);
    }

    @Test
    void expandedFramesGrow_andTheSourceStaysInTheLast() throws Exception {
        Rig rig = new Rig(new FakeObjectStore());
        Job job = chain(wider(), 3, Rendition.PNG);
        JobManifest made = rig.make(job);
        assertThat(made.outputs().stream().map(JobOutput::width)).containsExactly(116, 140, 168);
        assertThat(made.outputs().stream().map(JobOutput::height)).containsExactly(69, 74, 79);
        assertThat(made.outputs()).allMatch(o -> o.quality().containsKey("seam_ratio"));
        int left = 10 + 12 + 14;
        BufferedImage last = rig.picture(made.outputs().getLast());
        for (int x = 0; x < WIDTH; x++) {
            assertThat(last.getRGB(left + x, 30)).isEqualTo(SOURCE.getRGB(x, 30));
        }
        assertThat(made.making().orElseThrow().originalPreserved()).isTrue();
        assertThat(rig.orders).allMatch(o -> o.canvas().size().pixels() <= 512 * 512 * 5 / 4);
    }

    /** In a format that loses too: what is gone on from is what was stored, not what was made. */
    @Test
    void aChainThatWasCutOffEndsBitForBitAsIfItHadNotBeen() throws Exception {
        for (OutputFormat format :
                List.of(OutputFormat.PNG, OutputFormat.JPEG, OutputFormat.WEBP)) {
            for (ChainWay way : List.of(wider(), new ChainWay.Recreate(0.4))) {
                Job job = chain(way, 4, new Rendition(format, 80));
                List<JobOutput> whole = new Rig(new FakeObjectStore()).make(job).outputs();

                FakeObjectStore store = new FakeObjectStore();
                Rig dies = new Rig(store);
                dies.diesAt = 2;
                assertThatThrownBy(() -> dies.make(job)).hasMessageContaining("killed");
                Rig heir = new Rig(store);
                assertThat(heir.make(job).outputs()).as("%s %s", format, way).isEqualTo(whole);
                assertThat(heir.orders).as("only what was missing").hasSize(2);
            }
        }
    }

    @Test
    void previewsAreOfferedOfEveryFrame() throws Exception {
        for (ChainWay way : List.of(wider(), new ChainWay.Recreate(0.4))) {
            Rig silent = new Rig(new FakeObjectStore());
            silent.make(chain(way, 2, Rendition.PNG));
            assertThat(silent.orders).hasSize(2).allMatch(o -> o.watcher().isEmpty());
            Rig rig = new Rig(new FakeObjectStore());
            rig.make(chain(way, 2, Rendition.PNG, true));
            assertThat(rig.orders).hasSize(2).allMatch(o -> o.watcher().isPresent());
        }
    }

    @Test
    void whoWatchesSeesEachFrame_andWhatItFindsIsTold() throws Exception {
        Rig rig = new Rig(new FakeObjectStore());
        List<Frame> seen = new ArrayList<>();
        JobOutput film = new JobOutput("film", OutputFormat.WEBP, 9, 9, 9, "00", 0);
        rig.watcher =
                (_, _, found) ->
                        new FrameWatcher.Watch() {
                            @Override
                            public Map<String, Double> see(Frame frame) {
                                seen.add(frame);
                                return Map.of("drift", (double) frame.index() + found.size());
                            }

                            @Override
                            public List<JobOutput> end(List<JobOutput> frames) {
                                return List.of(film);
                            }
                        };
        JobManifest made = rig.make(chain(new ChainWay.Recreate(0.3), 3, Rendition.PNG));
        assertThat(made.outputs()).hasSize(4).endsWith(film);
        assertThat(made.outputs().get(2).quality()).containsEntry("drift", 2.0);
        assertThat(((JobEvent.Framed) rig.frames().get(2)).output())
                .isEqualTo(made.outputs().get(2));
        Picture source = seen.getFirst().before();
        assertThat(seen).allMatch(f -> f.source() == source);
        assertThat(seen.get(2).before()).isSameAs(seen.get(1).picture());
    }
}
