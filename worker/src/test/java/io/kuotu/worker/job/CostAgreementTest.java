package io.kuotu.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.job.Canvas;
import io.kuotu.common.job.ChainWay;
import io.kuotu.common.job.Cost;
import io.kuotu.common.job.FrameMargins;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.Rendition;
import io.kuotu.common.job.Retouch;
import io.kuotu.common.job.SourcePicture;
import io.kuotu.common.picture.PictureLimits;
import io.kuotu.common.testing.FakeObjectStore;
import io.kuotu.common.testing.FakeRecordSink;
import io.kuotu.common.testing.ManualClock;
import io.kuotu.common.testing.SampleJobs;
import io.kuotu.common.testing.SamplePictures;
import io.kuotu.worker.batch.Engine;
import io.kuotu.worker.batch.SampleOrder;
import io.kuotu.worker.batch.TileOrder;
import io.kuotu.worker.bundle.BundleReader;
import io.kuotu.worker.chain.FrameWatcher;
import io.kuotu.worker.publish.EventWriter;
import io.kuotu.worker.publish.PreviewWriter;
import io.kuotu.worker.publish.Publisher;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What gateways take a job to cost is what the devices charge for it. */
@Timeout(120)
class CostAgreementTest {
    private final FakeObjectStore store = new FakeObjectStore();
    private final ManualClock clock = new ManualClock(SampleJobs.NOW);
    private final Counting engine = new Counting();
    private final SampleJobs samples = new SampleJobs(3);

    /** Adds up what {@code batch.Floor} makes tickets of, and answers with grey. */
    private static final class Counting implements Engine {
        private long charged;

        @Override
        public CompletableFuture<float[]> expand(SampleOrder order) {
            charged += order.path().steps() * order.stepCost();
            return CompletableFuture.completedFuture(new float[3 * order.canvas().size().pixels()]);
        }

        @Override
        public CompletableFuture<float[]> enlarge(TileOrder order) {
            charged += order.size().pixels();
            return CompletableFuture.completedFuture(
                    new float[3 * order.size().pixels() * 16]); // by four at the most
        }

        @Override
        public void cancel(JobId job) {}
    }

    private Workshop workshop(Bundles bundles, int levels) {
        EventWriter events = new EventWriter(new FakeRecordSink(), clock);
        return new Workshop(
                "w",
                bundles,
                engine,
                store,
                PictureLimits.DEFAULT,
                new Publisher(store, events),
                events,
                new PreviewWriter(store, events, clock),
                new Workshop.Finishes(true, true),
                new Workshop.Care(false, levels, 0.4, new Tries.Rules(1000, 0), 4),
                _ -> {},
                clock);
    }

    private static Bundles bundles(String... folders) {
        return new Bundles(
                List.of(folders).stream().map(f -> BundleReader.read(Path.of(f))).toList());
    }

    private static Cost.Models told(Bundles bundles, Workshop shop) {
        var infos = bundles.infos(shop.care());
        return new Cost.Models(
                infos.stream().flatMap(i -> i.denoising().stream()).findFirst().orElseThrow(),
                infos.stream().flatMap(i -> i.tiling().stream()).toList());
    }

    /** The worker's sum, by the gateway's. */
    private double ratio(Bundles bundles, int levels, JobSpec spec, int width, int height)
            throws Exception {
        byte[] source = SamplePictures.encode(SamplePictures.gradient(width, height), "png");
        store.put("inputs/source", source, "image/png");
        Job like = samples.job(spec); // another id each time: frames of a chain are found again
        Job job =
                new Job(
                        like.id(),
                        like.tenant(),
                        like.tier(),
                        like.pool(),
                        spec,
                        new SourcePicture("inputs/source", sha256(source), "image/png"),
                        like.createdAt(),
                        like.deadline(),
                        Map.of(),
                        Optional.empty());
        Workshop shop = workshop(bundles, levels);
        engine.charged = 0;
        JobManifest made =
                switch (spec) {
                    case JobSpec.Expansion expansion ->
                            new ExpansionMaker(shop).make(job, expansion, 1);
                    case JobSpec.Upscale upscale -> new UpscaleMaker(shop).make(job, upscale, 1);
                    case JobSpec.Chain chain ->
                            new ChainMaker(shop, FrameWatcher.NONE).make(job, chain, 1);
                    case JobSpec.Enhancement enhancement ->
                            new EnhanceMaker(shop).make(job, enhancement, 1);
                };
        assertThat(made.outputs()).isNotEmpty();
        return (double) engine.charged / Cost.of(spec, told(bundles, shop)).total();
    }

    private static String sha256(byte[] file) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
    }

    private static JobSpec.Expansion expansion(
            Canvas canvas, Random random, boolean words, int upscale) {
        return new JobSpec.Expansion(
                canvas,
                Optional.empty(),
                random.nextInt(1000),
                random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(1 + random.nextInt(30)),
                random.nextBoolean() ? Optional.empty() : Optional.of(random.nextDouble()),
                words ? Optional.of("hills") : Optional.empty(),
                Optional.empty(),
                words && random.nextBoolean()
                        ? Optional.of(8 * random.nextDouble())
                        : Optional.empty(),
                1 + random.nextInt(3),
                upscale,
                Rendition.PNG,
                false);
    }

    private static Canvas canvas(Random random) {
        int width = 64 + random.nextInt(200);
        int height = 64 + random.nextInt(200);
        int left = random.nextInt(2 * width);
        int top = random.nextInt(height);
        int right = 1 + random.nextInt(width);
        return new Canvas(width + left + right, height + top, left, top, width, height);
    }

    private static JobSpec chain(ChainWay way, OptionalInt steps) {
        return new JobSpec.Chain(
                way, 4, 150, 110, Optional.empty(), 0, steps, Rendition.PNG, false);
    }

    @Test
    void chainsAreChargedFrameByFrame() throws Exception {
        Bundles ours = bundles("models/scenes-256-turbo");
        Bundles diffusers = bundles("src/test/resources/diffusers/sd15");
        FrameMargins.Side wide = new FrameMargins.Side(0, 60);
        ChainWay outwards =
                new ChainWay.Expand(
                        new FrameMargins(
                                wide, FrameMargins.Side.NONE, new FrameMargins.Side(9, 0), wide));
        for (ChainWay way :
                List.of(outwards, new ChainWay.Recreate(0.3), new ChainWay.Recreate(1))) {
            JobSpec few = chain(way, OptionalInt.of(3));
            JobSpec usual = chain(way, OptionalInt.empty());
            assertThat(ratio(ours, 0, few, 150, 110)).as("%s", few).isEqualTo(1);
            assertThat(ratio(ours, 1, usual, 150, 110)).as("%s", usual).isEqualTo(1);
            assertThat(ratio(diffusers, 0, few, 150, 110)).as("in words, %s", few).isEqualTo(1);
        }
    }

    @Test
    void theyAgree_overSizesPassesVariantsWordsAndEnlargement() throws Exception {
        Bundles ours = bundles("models/scenes-256-turbo", "models/sharp-x2", "models/sharp-x4");
        Bundles diffusers = bundles("src/test/resources/diffusers/sd15");
        Random random = new Random(11);
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            Canvas canvas = canvas(random);
            int upscale = i % 4 == 0 ? 2 : 1;
            JobSpec spec = expansion(canvas, random, false, upscale);
            ratios.add(ratio(ours, i % 3, spec, canvas.sourceWidth(), canvas.sourceHeight()));
            JobSpec inWords = expansion(canvas, random, true, 1);
            ratios.add(ratio(diffusers, 0, inWords, canvas.sourceWidth(), canvas.sourceHeight()));
        }
        for (int factor : List.of(2, 4)) {
            JobSpec upscale =
                    new JobSpec.Upscale(factor, 300, 130, Optional.empty(), Rendition.PNG);
            ratios.add(ratio(ours, 0, upscale, 300, 130));
        }
        assertThat(ratios).allSatisfy(r -> assertThat(r).isBetween(0.9, 1.1));
        assertThat(ratios.stream().filter(r -> Math.abs(r - 1) < 1e-9).count())
                .as("to the pixel")
                .isEqualTo(ratios.size());
    }

    @Test
    void theyAgree_onWhatColoursAndPaints() throws Exception {
        Bundles images =
                bundles(
                        "models/scenes-256-turbo",
                        "src/test/resources/images/tiny-colourise",
                        "src/test/resources/images/tiny-style");
        Retouch both =
                new Retouch(
                        0, 0, 0, false, 0, Retouch.Regions.NONE, true, Optional.of("tiny-style"));
        JobSpec painted =
                new JobSpec.Enhancement(300, 130, both, 1, Optional.empty(), Rendition.PNG);
        assertThat(ratio(images, 0, painted, 300, 130)).isEqualTo(1);
    }
}
