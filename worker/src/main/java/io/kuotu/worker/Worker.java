package io.kuotu.worker;

import io.kuotu.common.fleet.WorkerStatus;
import io.kuotu.common.job.Tier;
import io.kuotu.common.lifecycle.Closer;
import io.kuotu.common.lifecycle.Version;
import io.kuotu.common.metrics.Exposition;
import io.kuotu.common.picture.PictureLimits;
import io.kuotu.common.store.MeteredStore;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.common.store.S3ObjectStore;
import io.kuotu.common.trace.TracedSink;
import io.kuotu.common.trace.Tracing;
import io.kuotu.common.wire.Broker;
import io.kuotu.common.wire.MeteredSink;
import io.kuotu.common.wire.RecordSender;
import io.kuotu.common.wire.RecordSink;
import io.kuotu.common.wire.TopicSetup;
import io.kuotu.common.wire.TopicTail;
import io.kuotu.common.wire.Topics;
import io.kuotu.worker.batch.Devices;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleFetcher;
import io.kuotu.worker.bundle.BundleReader;
import io.kuotu.worker.djl.DjlDevice;
import io.kuotu.worker.drift.DriftWatcher;
import io.kuotu.worker.intake.Intake;
import io.kuotu.worker.intake.LaneMeter;
import io.kuotu.worker.intake.Pauses;
import io.kuotu.worker.job.Bundles;
import io.kuotu.worker.job.DeliveryTrail;
import io.kuotu.worker.job.JobHandler;
import io.kuotu.worker.job.JobMaker;
import io.kuotu.worker.job.JobMeter;
import io.kuotu.worker.job.JobPath;
import io.kuotu.worker.job.Makers;
import io.kuotu.worker.job.MemoryBudget;
import io.kuotu.worker.job.RunningJobs;
import io.kuotu.worker.job.Tries;
import io.kuotu.worker.job.Workshop;
import io.kuotu.worker.ops.Heartbeat;
import io.kuotu.worker.ops.OpsServer;
import io.kuotu.worker.provenance.Marker;
import io.kuotu.worker.publish.DeadLetters;
import io.kuotu.worker.publish.EventWriter;
import io.kuotu.worker.publish.PreviewWriter;
import io.kuotu.worker.publish.Publisher;
import io.kuotu.worker.simulate.SimulatedMaker;
import io.kuotu.worker.simulate.Simulation;
import io.prometheus.client.CollectorRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker, wired. What is opened here is closed in reverse; a start that breaks off half way
 * closes what it had opened.
 */
public final class Worker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private static final Duration HAND_BACK = Duration.ofSeconds(5);

    private final Closer closer = new Closer();
    private final WorkerSettings settings;
    private final CollectorRegistry registry = Exposition.registry();
    private final InstantSource clock;
    private final String name;
    private volatile WorkerStatus.State state = WorkerStatus.State.SERVING; // heartbeats read it

    private final CountDownLatch started = new CountDownLatch(1);

    private final Bundles bundles;
    private final RunningJobs running;
    private final Devices devices;
    private final Heartbeat heartbeat;
    private final Intake intake;
    private final OpsServer ops;

    private Worker(WorkerSettings settings, InstantSource clock) throws InterruptedException {
        this.settings = settings;
        this.clock = clock;
        this.name = settings.worker().id().orElseGet(Worker::defaultName);
        try {
            Tracing tracing = closer.add(Tracing.open(settings.traces(), "kuotu-worker", name));
            Broker broker = settings.kafka().broker();
            ObjectStore store =
                    new MeteredStore(
                            closer.add(S3ObjectStore.open(settings.store().address())), registry);
            List<DeviceName> names = configureDevices();
            Optional<Simulation> simulation = settings.simulation();
            this.bundles = new Bundles(readBundles(store, names.getFirst(), simulation));
            TopicSetup.Rules rules =
                    new TopicSetup.Rules(
                            settings.kafka().retention(),
                            settings.kafka().lease(),
                            TopicSetup.Rules.DEFAULT.deliveries());
            TopicSetup.run(broker, List.of(settings.worker().pool()), rules);
            RecordSink sender =
                    tracing.over(
                            new MeteredSink(
                                    closer.add(
                                            new RecordSender(
                                                    broker,
                                                    Duration.ZERO,
                                                    settings.kafka().giveUpAfter())),
                                    registry));
            DeliveryTrail trail = new DeliveryTrail(tracing, name, TracedSink.in(sender));
            DeviceStart start =
                    new DeviceStart(settings, bundles.all(), simulation, registry, clock);
            this.devices = closer.add(start.open(names));
            this.running = new RunningJobs(devices::cancel);

            EventWriter events = closer.add(new EventWriter(sender, clock));
            Marker marker = settings.marker();
            Publisher publisher = new Publisher(store, events, marker.key());
            DeadLetters deadLetters = new DeadLetters(sender, name, registry);
            PictureLimits limits = settings.limits().limits();
            Workshop workshop =
                    new Workshop(
                            name,
                            bundles,
                            devices,
                            store,
                            limits,
                            publisher,
                            events,
                            closer.add(new PreviewWriter(store, events, clock)),
                            finishes(),
                            care(),
                            running::nearsEnd,
                            clock,
                            marker);
            Makers makers = Makers.of(workshop, new DriftWatcher(store, publisher));
            MemoryBudget memory = memory();
            new Gauges(registry).worker(() -> state, running, memory);
            JobPath.Rules attempts =
                    new JobPath.Rules(
                            name,
                            settings.worker().maxAttempts(),
                            settings.worker().storePatience());
            JobPath path =
                    new JobPath(
                            maker(workshop, makers, simulation),
                            publisher,
                            events,
                            deadLetters,
                            memory,
                            attempts,
                            new JobMeter(registry, start.phases()),
                            clock);
            JobHandler handler = new JobHandler(running, path, deadLetters, trail);

            closer.add(
                    TopicTail.start(
                            "job-commands",
                            broker,
                            List.of(Topics.COMMANDS),
                            TopicTail.From.END,
                            new Wishes(name, running::cancel, this::drain)::read));
            this.heartbeat = closer.add(Heartbeat.start(sender, this::status));
            Pauses pauses = closer.add(Pauses.start(broker, settings.worker().pool()));
            this.intake =
                    closer.add(
                            Intake.start(
                                    broker,
                                    lanes(),
                                    pauses::isPaused,
                                    handler,
                                    new LaneMeter(registry)));
            pauses.control(intake);
            InetSocketAddress address =
                    new InetSocketAddress(settings.worker().opsHost(), settings.worker().opsPort());
            this.ops =
                    closer.add(
                            OpsServer.start(address, registry, devices::areAlive, this::isReady));
            devices.whenOneDies(this::onDeath);
            started.countDown();
            LOG.info(
                    "worker {} serves pool {} with {} on {}",
                    name,
                    settings.worker().pool(),
                    bundles.all().stream().map(Bundle::label).toList(),
                    devices.description());
        } catch (RuntimeException | InterruptedException e) {
            closer.close();
            throw e;
        }
    }

    /** Returns when jobs are taken. */
    public static Worker start(WorkerSettings settings, InstantSource clock)
            throws InterruptedException {
        return new Worker(settings, clock);
    }

    /** The engine's threads are set before it starts, so before it says which GPUs it sees. */
    private List<DeviceName> configureDevices() {
        WorkerSettings.WorkerOnly worker = settings.worker();
        int processors = Runtime.getRuntime().availableProcessors();
        int each = Math.max(1, processors / DeviceName.loopsOnCpu(worker.devices(), processors));
        if (DeviceName.areSimulated(worker.devices())) { // no engine is started
            return DeviceName.resolve(worker.devices(), 0, processors);
        }
        DjlDevice.configureEngine(worker.threads().orElse(each));
        return DeviceName.resolve(worker.devices(), DjlDevice.gpusSeen(), processors);
    }

    private static JobMaker maker(
            Workshop workshop, Makers makers, Optional<Simulation> simulation) {
        if (simulation.isEmpty()) {
            return makers;
        }
        LOG.warn(
                "{}: this worker computes nothing, its pictures are placeholders",
                simulation.get().description());
        return new SimulatedMaker(workshop, makers, simulation.get());
    }

    private List<Bundle> readBundles(
            ObjectStore store, DeviceName first, Optional<Simulation> simulation) {
        WorkerSettings.WorkerOnly worker = settings.worker();
        worker.modelsInStore().ifPresent(prefix -> fetchBundles(new BundleFetcher(store, prefix)));
        List<String> wanted =
                worker.bundles().orElseGet(() -> BundleReader.namesIn(worker.models()));
        List<Bundle> found =
                simulation.isPresent()
                        ? simulation.get().marked(BundleReader.describeAll(worker.models(), wanted))
                        : BundleReader.readAll(worker.models(), wanted);
        if (found.isEmpty()) {
            throw new IllegalStateException("there is no bundle in " + worker.models());
        }
        return worker.bundles().isPresent()
                ? found
                : Bundle.preferredFirst(
                        found,
                        simulation
                                .map(s -> s.measured().kind())
                                .orElse(first.isCpu() ? "cpu" : "gpu"));
    }

    private void fetchBundles(BundleFetcher store) {
        for (String name : settings.worker().bundles().orElseGet(store::names)) {
            store.fetch(name, settings.worker().models());
        }
    }

    private MemoryBudget memory() {
        long half = Runtime.getRuntime().maxMemory() / 2;
        return new MemoryBudget(
                settings.worker().pictureMemoryMib().isPresent()
                        ? (long) settings.worker().pictureMemoryMib().getAsInt() << 20
                        : half);
    }

    private Workshop.Finishes finishes() {
        WorkerSettings.Finish finish = settings.worker().finish();
        return new Workshop.Finishes(finish.membrane(), finish.texture());
    }

    private Workshop.Care care() {
        WorkerSettings.WorkerOnly worker = settings.worker();
        return new Workshop.Care(
                worker.draft(),
                worker.detail().levels(),
                worker.detail().start(),
                new Tries.Rules(
                        worker.retry().seamRatio(),
                        worker.retry().most(),
                        worker.retry().consistencyMost()),
                worker.preview().every());
    }

    private Map<String, Integer> lanes() {
        Map<String, Integer> lanes = new HashMap<>();
        for (Tier tier : Tier.values()) {
            lanes.put(
                    Topics.jobs(settings.worker().pool(), tier), settings.worker().lanesPerTier());
        }
        return lanes;
    }

    /** As an operator wishes. Then the worker stays, idle, until it is stopped. */
    private void drain() {
        try {
            started.await();
            takeLeave();
            heartbeat.tell();
            LOG.info("worker {} is drained, with {} jobs left", name, running.size());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private WorkerStatus status() {
        Instant now = clock.instant();
        return new WorkerStatus(
                name,
                settings.worker().pool(),
                now,
                state,
                devices.description(),
                settings.worker().slots() * devices.loops().size(),
                running.size(),
                bundles.infos(care()),
                Optional.of(
                        new WorkerStatus.Speed(
                                devices.pixelStepsPerSecond(), settings.worker().lanesPerTier())),
                Optional.of(Version.current()));
    }

    private boolean isReady() {
        return state == WorkerStatus.State.SERVING && devices.areAlive();
    }

    private static String defaultName() {
        try {
            return InetAddress.getLocalHost().getHostName() + "-" + ProcessHandle.current().pid();
        } catch (UnknownHostException e) {
            return "worker-" + ProcessHandle.current().pid();
        }
    }

    public String name() {
        return name;
    }

    /** Of its metrics. */
    public CollectorRegistry registry() {
        return registry;
    }

    /** Port of the health and metrics endpoint. */
    public int opsPort() {
        return ops.port();
    }

    /** Their counters, for benches. */
    public Devices devices() {
        return devices;
    }

    /** What cannot be computed any more elsewhere can: nothing is taken, all is handed back. */
    private void onDeath(Throwable reason) {
        LOG.error("a device died; worker {} takes no more jobs", name, reason);
        state = WorkerStatus.State.DRAINING;
        intake.stop();
        running.drain(Map.of(), Duration.ZERO);
    }

    /**
     * Takes nothing new, lets what is close to its end go on, at most for the grace, hands the rest
     * back at once, then stops.
     */
    @Override
    public void close() {
        takeLeave();
        state = WorkerStatus.State.GONE;
        closer.close();
        LOG.info("worker {} has stopped", name);
    }

    private void takeLeave() {
        state = WorkerStatus.State.DRAINING;
        heartbeat.tell();
        intake.stop();
        Duration grace = settings.worker().drainGrace();
        long end = System.nanoTime() + grace.toNanos();
        running.drain(devices.forecast(), grace);
        awaitEmpty(end);
        running.drain(Map.of(), Duration.ZERO);
        awaitEmpty(System.nanoTime() + HAND_BACK.toNanos());
    }

    /** Until then, System.nanoTime(), at the latest. */
    private void awaitEmpty(long end) {
        try {
            while (running.size() > 0 && System.nanoTime() - end < 0) {
                Thread.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
