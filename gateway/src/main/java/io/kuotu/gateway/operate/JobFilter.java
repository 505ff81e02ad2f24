package io.kuotu.gateway.operate;

import io.kuotu.common.job.JobState;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.job.Tier;
import io.kuotu.gateway.board.JobView;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which jobs are meant; what is empty takes any.
 *
 * @param state now
 * @param tier that they wait or run in
 * @param pool whose workers take them
 * @param tenant who submitted them
 * @param worker that took them last
 * @param olderThan accepted at least so long ago
 */
public record JobFilter(
        Optional<JobState> state,
        Optional<Tier> tier,
        Optional<String> pool,
        Optional<TenantId> tenant,
        Optional<String> worker,
        Optional<Duration> olderThan) {
    /** Asked for each row, before the job is unpacked. */
    boolean takes(JobState of) {
        return state.isEmpty() || state.get() == of;
    }

    boolean takes(JobView view, Instant now) {
        return takes(view.state())
                && tier.map(t -> t == view.job().tier()).orElse(true)
                && pool.map(p -> p.equals(view.job().pool())).orElse(true)
                && tenant.map(t -> t.equals(view.job().tenant())).orElse(true)
                && worker.map(w -> isAt(view, w)).orElse(true)
                && olderThan
                        .map(age -> !view.job().createdAt().isAfter(now.minus(age)))
                        .orElse(true);
    }

    private static boolean isAt(JobView view, String worker) {
        return view.started().filter(s -> s.worker().equals(worker)).isPresent();
    }
}
