package io.kuotu.gateway;

import io.kuotu.common.fleet.WorkerStatus;
import io.kuotu.common.job.JobState;
import io.kuotu.common.job.Tier;
import io.kuotu.common.metrics.Live;
import io.kuotu.common.wire.Duties;
import io.kuotu.common.wire.LagWatch;
import io.kuotu.common.wire.TopicTail;
import io.kuotu.common.wire.Topics;
import io.kuotu.gateway.board.Board;
import io.kuotu.gateway.board.Fleet;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Gauge;
import java.util.List;
import java.util.OptionalLong;

/**
 * What is counted elsewhere, as metrics.
 *
 * @param registry of the process
 * @param pools whose jobs this gateway reads
 */
record Gauges(CollectorRegistry registry, List<String> pools) {
    void duties(Duties duties) {
        Live.gauge(
                registry,
                "kuotu_gateway_duty_shares",
                "Shares of the jobs that this gateway sees to.",
                duties::shares);
    }

    void jobs(Board board) {
        Gauge queued = byTier("kuotu_gateway_jobs_queued", "Jobs that wait for a worker.");
        Gauge running = byTier("kuotu_gateway_jobs_running", "Jobs that a worker holds.");
        for (String pool : pools) {
            for (Tier tier : Tier.values()) {
                queued.setChild(
                        Live.child(() -> board.count(pool, tier, JobState.QUEUED)),
                        pool,
                        tier.label());
                running.setChild(
                        Live.child(() -> board.count(pool, tier, JobState.RUNNING)),
                        pool,
                        tier.label());
            }
        }
    }

    void workers(Fleet fleet) {
        Gauge workers =
                Gauge.build(
                                "kuotu_gateway_workers",
                                "Workers that gave a sign of life lately and take jobs.")
                        .labelNames("pool")
                        .register(registry);
        for (String pool : pools) {
            workers.setChild(Live.child(() -> of(pool, fleet.alive())), pool);
        }
    }

    private static long of(String pool, List<WorkerStatus> workers) {
        return workers.stream().filter(w -> w.pool().equals(pool)).count();
    }

    void lags(LagWatch lags, TopicTail board) {
        Gauge unfinished =
                byTier(
                        "kuotu_gateway_share_group_lag",
                        "Records of the job topic that its share group has not finished; NaN while"
                                + " no broker says.");
        for (String pool : pools) {
            for (Tier tier : Tier.values()) {
                String topic = Topics.jobs(pool, tier);
                unfinished.setChild(
                        Live.child(() -> number(lags.unfinished(topic))), pool, tier.label());
            }
        }
        Live.gauge(
                registry,
                "kuotu_gateway_event_lag_records",
                "Records of job-events that this gateway has not read yet; NaN while no broker"
                        + " says.",
                () -> number(behind(lags, board)));
    }

    private static OptionalLong behind(LagWatch lags, TopicTail board) {
        OptionalLong position = board.position(Topics.EVENTS);
        return position.isEmpty() ? position : lags.behind(position.getAsLong());
    }

    private static double number(OptionalLong known) {
        return known.isPresent() ? known.getAsLong() : Double.NaN;
    }

    private Gauge byTier(String name, String help) {
        return Gauge.build(name, help).labelNames("pool", "tier").register(registry);
    }
}
