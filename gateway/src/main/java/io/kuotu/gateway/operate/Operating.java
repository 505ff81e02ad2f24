package io.kuotu.gateway.operate;

import io.kuotu.common.wire.DeadLetters;
import java.util.List;

/**
 * What operators have in their hands, together.
 *
 * @param search for jobs
 * @param backlog of pools
 * @param controls of tiers and workers
 * @param dead letters
 * @param replays of these
 * @param purge of what waits
 * @param pools of this gateway, the one that new jobs go to first
 */
public record Operating(
        JobSearch search,
        Backlog backlog,
        Controls controls,
        DeadLetters dead,
        Replays replays,
        Purge purge,
        List<String> pools) {
    public Operating {
        pools = List.copyOf(pools);
    }
}
