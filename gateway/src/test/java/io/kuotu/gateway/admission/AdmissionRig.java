package io.kuotu.gateway.admission;

import io.kuotu.common.fleet.WorkerStatus;
import io.kuotu.common.job.Cost;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobIds;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.job.Tier;
import io.kuotu.common.testing.ManualClock;
import io.kuotu.common.testing.SampleJobs;
import io.kuotu.common.wire.JobRecord;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.gateway.board.Board;
import io.kuotu.gateway.board.Fleet;
import io.kuotu.gateway.queue.Costs;
import io.kuotu.gateway.queue.QueueModel;
import io.prometheus.client.CollectorRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Gateways' admissions around one log, which each reads a while after it was written. */
final class AdmissionRig {
    static final TenantId ACME = new TenantId("acme");
    static final JobSpec SPEC = new SampleJobs(1).expansion().spec();

    final ManualClock clock = new ManualClock(SampleJobs.NOW);
    final List<Node> nodes = new ArrayList<>();
    final Map<TenantId, Tenant> tenants = new HashMap<>();
    private final JobIds ids = new JobIds(clock, new Random(3));
    private final List<Job> log = new ArrayList<>();
    private final Duration lag;

    /** One gateway. */
    final class Node {
        final CollectorRegistry registry = new CollectorRegistry();
        final Board board = new Board(Duration.ofHours(1), clock);
        final Fleet fleet = new Fleet(clock);
        final Costs costs = new Costs(fleet, clock);
        final QueueModel queue = new QueueModel(costs, _ -> false);
        final Admission admission =
                new Admission(
                        board,
                        queue,
                        costs,
                        id -> Optional.ofNullable(tenants.get(id)),
                        new AdmissionMeter(registry),
                        _ -> false,
                        1000,
                        clock);
        private final Deque<Integer> unread = new ArrayDeque<>();

        Node() {
            board.listenToAll(queue);
            board.listenToAll(admission);
        }

        Admission.Bid bid(Tier tier) {
            return admission.bid(tenant(), tier, SPEC, Optional.empty());
        }

        /** As the way of a submission has it; the job is in the log at once. */
        Job submit(Tier tier) {
            try (Admission.Entry entry = admission.admit(bid(tier))) {
                Job job = job(entry.placing());
                append(job);
                entry.became(job.id());
                return job;
            }
        }

        private void read() {
            while (!unread.isEmpty()
                    && !log.get(unread.peek()).createdAt().plus(lag).isAfter(clock.instant())) {
                Job job = log.get(unread.remove());
                board.read("jobs.default." + job.tier().label(), 0, "", JobRecord.encode(job));
            }
        }

        /** A worker that does so many pixel steps in a second, it says. */
        void worker(double pixelSteps) {
            WorkerStatus status =
                    new WorkerStatus(
                            "w",
                            "default",
                            clock.instant(),
                            WorkerStatus.State.SERVING,
                            "cpu",
                            8,
                            0,
                            List.of(),
                            Optional.of(new WorkerStatus.Speed(pixelSteps, 1)));
            fleet.read("worker-status", 0, "w", JsonCodec.encode(status));
        }
    }

    AdmissionRig(int gateways, Duration lag, Limits limits) {
        this.lag = lag;
        for (int i = 0; i < gateways; i++) {
            nodes.add(new Node());
        }
        tenants.put(ACME, new Tenant(ACME, limits, List.of(), false));
    }

    Node node() {
        return nodes.getFirst();
    }

    Tenant tenant() {
        return tenants.getOrDefault(ACME, new Tenant(ACME, 0, List.of(), false));
    }

    static double price() {
        return (double) Cost.of(SPEC, new Cost.Models(Cost.Denoising.TYPICAL, List.of())).total();
    }

    Job job(Placing placing) {
        Job made = new SampleJobs(2).job(SPEC);
        Instant now = clock.instant();
        return new Job(
                ids.next(),
                ACME,
                placing.tier(),
                made.pool(),
                SPEC,
                made.source(),
                now,
                now.plusSeconds(3600),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                placing.requested());
    }

    void append(Job job) {
        log.add(job);
        nodes.forEach(node -> node.unread.add(log.size() - 1));
        nodes.forEach(Node::read);
    }

    void advance(Duration by) {
        clock.advance(by);
        nodes.forEach(Node::read);
    }
}
