package io.kuotu.common.wire;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.job.Tier;
import java.time.Instant;

/**
 * What an operator has set for all gateways and workers, until it is set otherwise: the last record
 * of each {@link #key} in the topic {@link Topics#SWITCHES}. Who starts later finds it there.
 */
public sealed interface Switch {
    /** Of the record: what is switched. */
    String key();

    /**
     * Whether the jobs of a tier wait.
     *
     * @param pool whose workers it is for
     * @param tier of the jobs
     * @param paused workers take none; those that run go on
     * @param refuse gateways let none in meanwhile; only while paused
     * @param at when it was set
     * @param by tenant of the operator's key
     */
    record TierSwitch(String pool, Tier tier, boolean paused, boolean refuse, Instant at, String by)
            implements Switch {
        public TierSwitch {
            requireNonNull(pool, "pool is null");
            requireNonNull(tier, "tier is null");
            requireNonNull(at, "at is null");
            requireNonNull(by, "by is null");
            if (refuse && !paused) {
                throw new IllegalArgumentException("only the jobs of a paused tier are refused");
            }
        }

        @Override
        public String key() {
            return "tier/" + pool + "/" + tier.label();
        }
    }
}
