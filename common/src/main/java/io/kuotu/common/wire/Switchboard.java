package io.kuotu.common.wire;

import io.kuotu.common.job.Tier;
import io.kuotu.common.wire.Switch.TierSwitch;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the operators' switches stand. One thread writes, the tail's, from the topic's beginning on;
 * any thread reads.
 */
public final class Switchboard {
    private static final Logger LOG = LoggerFactory.getLogger(Switchboard.class);

    private final ConcurrentMap<String, TierSwitch> tiers = new ConcurrentHashMap<>();
    private final Consumer<TierSwitch> changed;

    public Switchboard() {
        this(_ -> {});
    }

    /**
     * @param changed called on the tail's thread with each record: must not block, must not throw
     */
    public Switchboard(Consumer<TierSwitch> changed) {
        this.changed = changed;
    }

    /** What the tail calls, on its thread. */
    public void read(String topic, long offset, String key, byte @Nullable [] value) {
        if (value == null) {
            TierSwitch before = tiers.remove(key);
            if (before != null) {
                changed.accept(released(before));
            }
            return;
        }
        try {
            switch (JsonCodec.decode(value, Switch.class)) {
                case TierSwitch tier -> {
                    tiers.put(tier.key(), tier);
                    LOG.info("{}", tier);
                    changed.accept(tier);
                }
            }
        } catch (IllegalArgumentException e) {
            Unreadable.skipped(LOG, topic, offset, e);
        }
    }

    private static TierSwitch released(TierSwitch before) {
        return new TierSwitch(before.pool(), before.tier(), false, false, before.at(), before.by());
    }

    /** Who set the tier's switch last, and how; empty where nobody ever did. */
    public Optional<TierSwitch> of(String pool, Tier tier) {
        return tiers.values().stream()
                .filter(s -> s.pool().equals(pool) && s.tier() == tier)
                .findFirst();
    }

    /** Whether the pool's workers take no job of the tier. */
    public boolean isPaused(String pool, Tier tier) {
        return of(pool, tier).filter(TierSwitch::paused).isPresent();
    }

    /** Whether gateways let no job of the tier into the pool. */
    public boolean isRefused(String pool, Tier tier) {
        return of(pool, tier).filter(TierSwitch::refuse).isPresent();
    }

    /** All that are paused, by pool and tier. */
    public List<TierSwitch> paused() {
        return tiers.values().stream()
                .filter(TierSwitch::paused)
                .sorted(Comparator.comparing(TierSwitch::pool).thenComparing(TierSwitch::tier))
                .toList();
    }
}
