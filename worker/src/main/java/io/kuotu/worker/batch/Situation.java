package io.kuotu.worker.batch;

import io.kuotu.common.job.Tier;
import java.util.List;
import java.util.Map;

/**
 * All that a plan depends on, as of one moment.
 *
 * @param waiting prepared samples without a slot
 * @param begun samples that hold a slot: to be stepped or, denoised, to be decoded
 * @param tiles to be enlarged
 * @param clocks of the tiers, {@link Shares}
 * @param credit ns of device time that work beside steps may take while samples wait for steps
 * @param last kind of work that ran last
 * @param lastAside kind of work beside steps that ran last
 */
public record Situation(
        List<Standing> waiting,
        List<Standing> begun,
        List<Ticket> tiles,
        Map<Tier, Double> clocks,
        long credit,
        Plan.Kind last,
        Plan.Kind lastAside) {
    /** Those whose next is a step. */
    public List<Standing> running() {
        return begun.stream().filter(s -> !s.isDenoised()).toList();
    }

    /** Those whose next is the decoder. */
    public List<Standing> denoised() {
        return begun.stream().filter(Standing::isDenoised).toList();
    }
}
