package io.kuotu.cli.bench.gateway;

import io.kuotu.cli.Kuotu;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.fleet.BundleInfo;
import io.kuotu.common.fleet.WorkerStatus;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.wire.Broker;
import io.kuotu.common.wire.JobRecord;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.common.wire.RecordSender;
import io.kuotu.common.wire.TopicSetup;
import io.kuotu.common.wire.Topics;
import io.kuotu.gateway.admission.Tenants;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.imageio.ImageIO;

/**
 * A broker, a store, and what a gateway finds there when it starts: a worker that told of its
 * models once, jobs that were. No worker runs: what is accepted piles up.
 */
final class World implements AutoCloseable {
    static final String KEY = "bench-key-0123456789";
    static final TenantId TENANT = new TenantId("bench");

    private static final Duration OLD = Duration.ofHours(12);
    private static final int AT_ONCE = 20_000;

    private final Path folder;
    private final Program backbone;
    private final RecordSender sender;
    private final TypicalJobs jobs = new TypicalJobs(Instant.now().minus(OLD));

    private World(Path folder, Program backbone, RecordSender sender) {
        this.folder = folder;
        this.backbone = backbone;
        this.sender = sender;
    }

    /** In an empty folder. */
    static World begin(Path folder) throws IOException, InterruptedException {
        Program backbone = Backbone.start(folder.resolve("backbone"));
        String bootstrap = Backbone.address(backbone).bootstrapServers();
        TopicSetup.run(
                new Broker(bootstrap), List.of("default", Floor.POOL), TopicSetup.Rules.DEFAULT);
        RecordSender sender =
                new RecordSender(bootstrap, Duration.ofMillis(5), Duration.ofSeconds(30));
        World world = new World(folder, backbone, sender);
        world.tellOfModels();
        return world;
    }

    private void tellOfModels() {
        List<BundleInfo> bundles =
                List.of(
                        model("scenes-256", BundleInfo.Task.OUTPAINT),
                        model("scenes-256-turbo", BundleInfo.Task.OUTPAINT),
                        model("sharp-x2", BundleInfo.Task.UPSCALE));
        for (String name : List.of("worker-1", "worker-2")) {
            WorkerStatus status =
                    new WorkerStatus(
                            name,
                            "default",
                            Instant.now(),
                            WorkerStatus.State.SERVING,
                            "cpu",
                            8,
                            0,
                            bundles,
                            Optional.empty());
            sender.send(Topics.WORKERS, name, JsonCodec.encode(status)).join();
        }
    }

    private static BundleInfo model(String name, BundleInfo.Task task) {
        boolean enlarges = task == BundleInfo.Task.UPSCALE;
        return new BundleInfo(
                name,
                "1",
                task,
                "Apache-2.0",
                enlarges ? 0 : 20,
                enlarges ? 0 : 50,
                enlarges ? 2 : 1,
                false,
                Optional.empty(),
                Optional.empty());
    }

    Program backbone() {
        return backbone;
    }

    String bootstrapServers() {
        return Backbone.address(backbone).bootstrapServers();
    }

    /** A value of {@code image}: a photo's worth of pixels, posted to the store as callers do. */
    String uploadedImage(Program gateway) throws IOException, InterruptedException {
        Path file = Files.createTempFile(folder, "picture-", ".jpg");
        BufferedImage picture = new BufferedImage(1024, 768, BufferedImage.TYPE_INT_RGB);
        ImageIO.write(picture, "jpg", file.toFile());
        URI server = URI.create("http://127.0.0.1:" + port(gateway));
        try (KuotuClient client = new KuotuClient(server, KEY)) {
            return client.upload(file);
        }
    }

    /** A job that waits. */
    Job waitingJob() {
        Job job = jobs.of(TENANT);
        queue(job).join();
        return job;
    }

    /** So many jobs, from their start to their success, as a log has them. */
    void past(int count) {
        List<CompletableFuture<Long>> sent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Job job = jobs.next();
            sent.add(queue(job));
            jobs.life(job).forEach(event -> sent.add(tell(event)));
            if (sent.size() > AT_ONCE) {
                sent.forEach(CompletableFuture::join);
                sent.clear();
            }
        }
        sent.forEach(CompletableFuture::join);
    }

    private CompletableFuture<Long> queue(Job job) {
        return sender.send(
                Topics.jobs(job.pool(), job.tier()), job.id().value(), JobRecord.encode(job));
    }

    CompletableFuture<Long> tell(JobEvent event) {
        return sender.send(Topics.EVENTS, event.id().value(), JsonCodec.encode(event));
    }

    /**
     * A gateway, as {@code kuotu gateway} starts it; returns when it is ready.
     *
     * @param options of its Java
     */
    Program gateway(List<String> options) throws IOException {
        Path config = Files.createTempFile(folder, "gateway-", ".properties");
        Files.writeString(
                config,
                String.join(
                        "\n",
                        "kuotu.kafka.bootstrap-servers=" + bootstrapServers(),
                        "kuotu.store.endpoint=" + Backbone.address(backbone).store(),
                        "kuotu.store.access-key=" + Backbone.ACCESS_KEY,
                        "kuotu.store.secret-key=" + Backbone.SECRET_KEY,
                        "kuotu.gateway.port=0",
                        "kuotu.gateway.max-queued-jobs=100000000",
                        "kuotu.gateway.connections.most=100000",
                        "kuotu.tenants.bench.key-sha256=" + Tenants.sha256(KEY),
                        "kuotu.tenants.bench.max-in-flight=100000000",
                        ""));
        return Program.java(
                options,
                Kuotu.class,
                List.of("gateway", "--config", config.toString()),
                "gateway at http://127.0.0.1:");
    }

    static int port(Program gateway) {
        return Integer.parseInt(gateway.firstWords());
    }

    @Override
    public void close() {
        sender.close();
        backbone.close();
    }
}
