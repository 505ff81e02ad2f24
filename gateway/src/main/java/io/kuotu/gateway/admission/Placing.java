package io.kuotu.gateway.admission;

import io.kuotu.common.job.Tier;
import java.util.Optional;

/**
 * Where an admitted job goes.
 *
 * @param tier that it runs in
 * @param requested what was asked for, where that is over a limit and the job was demoted
 */
public record Placing(Tier tier, Optional<Tier> requested) {
    public static Placing asked(Tier tier) {
        return new Placing(tier, Optional.empty());
    }

    static Placing demoted(Tier asked) {
        return new Placing(Tier.BULK, Optional.of(asked));
    }
}
