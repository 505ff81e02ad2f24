package io.kuotu.worker.job;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.Problem;
import io.kuotu.common.store.ObjectKeys;
import io.kuotu.common.testing.FakeObjectStore;
import io.kuotu.common.testing.FakeRecordSink;
import io.kuotu.common.testing.ManualClock;
import io.kuotu.common.testing.SampleJobs;
import io.kuotu.common.wire.JobRecord;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.common.wire.Topics;
import io.kuotu.worker.batch.PhaseMeter;
import io.kuotu.worker.intake.Delivery;
import io.kuotu.worker.intake.Verdict;
import io.kuotu.worker.publish.DeadLetters;
import io.kuotu.worker.publish.EventWriter;
import io.kuotu.worker.publish.Publisher;
import io.prometheus.client.CollectorRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A path with fakes around it, for the tests of how jobs end. */
abstract class JobPathRig {
    static final Job JOB = new SampleJobs(1).expansion();
    static final int MAX_ATTEMPTS = 3;

    final FakeObjectStore store = new FakeObjectStore();
    final FakeRecordSink records = new FakeRecordSink();
    final ManualClock clock = new ManualClock(SampleJobs.NOW);
    final EventWriter events = new EventWriter(records, clock);
    final Publisher publisher = new Publisher(store, events);
    final RunningJobs running = new RunningJobs(_ -> {});
    Duration patience = Duration.ofMinutes(1);

    CollectorRegistry registry = new CollectorRegistry(); // of the last handler

    interface Making {
        JobManifest make(Job job) throws Exception;
    }

    JobHandler handler(Making making) {
        registry = new CollectorRegistry();
        JobMaker maker =
                new JobMaker() {
                    @Override
                    public String bundle(JobSpec spec) {
                        return "fake@1";
                    }

                    @Override
                    public JobManifest make(Job job, int attempt) throws Exception {
                        return making.make(job);
                    }
                };
        DeadLetters deadLetters = new DeadLetters(records, "w", registry);
        JobPath path =
                new JobPath(
                        maker,
                        publisher,
                        events,
                        deadLetters,
                        new MemoryBudget(1 << 20),
                        new JobPath.Rules("w", MAX_ATTEMPTS, patience),
                        new JobMeter(registry, new PhaseMeter(registry)),
                        clock);
        return new JobHandler(running, path, deadLetters);
    }

    CompletableFuture<Verdict> take(Making making, int attempt) {
        return handler(making)
                .take(new Delivery("jobs.default.standard", 5, JobRecord.encode(JOB), attempt));
    }

    JobManifest success(Job job) {
        JobManifest.Making how =
                new JobManifest.Making(
                        "w", 1, "fake", "1", 1, "ddim", 1, "", true, "", Map.of(), Map.of());
        return JobManifest.succeeded(job, clock.instant(), List.of(), how);
    }

    static JobManifest failing(ErrorCode code) {
        throw Problem.of(code, "as the test wants it").asException();
    }

    Optional<JobManifest> manifest() {
        return store.get(ObjectKeys.manifest(JOB.id()))
                .map(json -> JsonCodec.decode(json, JobManifest.class));
    }

    List<JobEvent> told() {
        return records.sentTo(Topics.EVENTS).stream()
                .map(s -> JsonCodec.decode(s.value(), JobEvent.class))
                .toList();
    }
}
