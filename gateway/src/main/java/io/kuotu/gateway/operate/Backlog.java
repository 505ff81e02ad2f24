package io.kuotu.gateway.operate;

import io.kuotu.common.job.Tier;
import io.kuotu.common.wire.Switch.TierSwitch;
import io.kuotu.common.wire.Switchboard;
import io.kuotu.gateway.queue.QueueModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The queue by pool and tier. Jobs that share another's run take nobody's turn and do not count.
 */
public final class Backlog {
    private final QueueModel queue;
    private final Switchboard switches;
    private final List<String> pools;

    /**
     * @param pools that this gateway knows
     */
    public Backlog(QueueModel queue, Switchboard switches, List<String> pools) {
        this.queue = queue;
        this.switches = switches;
        this.pools = List.copyOf(pools);
    }

    /**
     * A pool's tier now.
     *
     * @param waiting jobs
     * @param running jobs
     * @param cost of those that wait, pixel steps
     * @param oldest when the oldest of those that wait was accepted
     * @param tier's rate and estimate, which the model knows for all pools together
     * @param set how its switch was set last
     */
    public record Part(
            String pool,
            int waiting,
            int running,
            long cost,
            Optional<Instant> oldest,
            QueueModel.TierState tier,
            Optional<TierSwitch> set) {}

    public List<Part> parts() {
        List<QueueModel.Waiting> all = queue.all();
        Set<String> known = new TreeSet<>(pools);
        all.forEach(w -> known.add(w.job().pool()));
        List<Part> parts = new ArrayList<>();
        for (String pool : known) {
            for (Tier tier : Tier.values()) {
                parts.add(part(pool, tier, all));
            }
        }
        return parts;
    }

    private Part part(String pool, Tier tier, List<QueueModel.Waiting> all) {
        List<QueueModel.Waiting> here =
                all.stream()
                        .filter(w -> w.job().tier() == tier && w.job().pool().equals(pool))
                        .toList();
        List<QueueModel.Waiting> waiting = here.stream().filter(w -> !w.running()).toList();
        return new Part(
                pool,
                waiting.size(),
                here.size() - waiting.size(),
                waiting.stream().mapToLong(QueueModel.Waiting::price).sum(),
                waiting.stream().map(w -> w.job().createdAt()).min(Instant::compareTo),
                queue.state(tier),
                switches.of(pool, tier));
    }
}
