package io.kuotu.gateway.queue;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.job.Tier;
import java.util.EnumMap;
import java.util.Map;

/**
 * Tiers share the devices by weight, as {@code worker.batch.Shares} has it, taken as if work
 * flowed: each tier that has some gets its weight's part of the rate until it has none left.
 */
public final class Fluid {
    private Fluid() {}

    /**
     * Seconds until one tier's work is done.
     *
     * @param tier whose
     * @param work of it, pixel steps
     * @param others all that the other tiers have; entries of {@code tier} are ignored
     * @param rate pixel steps in a second, above 0
     */
    public static double seconds(Tier tier, double work, Map<Tier, Double> others, double rate) {
        Map<Tier, Double> left = new EnumMap<>(Tier.class);
        others.forEach((other, cost) -> left.merge(other, cost, Double::sum));
        left.put(tier, work);
        left.values().removeIf(cost -> cost <= 0);
        double seconds = 0;
        while (left.containsKey(tier)) {
            double weights = left.keySet().stream().mapToInt(Tier::weight).sum();
            double next = Double.MAX_VALUE;
            for (Map.Entry<Tier, Double> entry : left.entrySet()) {
                double share = rate * entry.getKey().weight() / weights;
                next = Math.min(next, entry.getValue() / share);
            }
            double passed = next;
            seconds += passed;
            left.replaceAll((t, cost) -> cost - passed * rate * t.weight() / weights);
            left.values().removeIf(cost -> cost <= 1e-6);
        }
        return seconds;
    }

    /** What of the rate a tier gets beside those that have work. */
    public static double share(Tier tier, Map<Tier, Double> work) {
        double weights = tier.weight();
        for (Tier other : Tier.values()) {
            boolean hasWork = work.containsKey(other) && requireNonNull(work.get(other)) > 0;
            weights += other != tier && hasWork ? other.weight() : 0;
        }
        return tier.weight() / weights;
    }
}
