package io.kuotu.plan.scenario;

import static io.kuotu.plan.scenario.Checks.check;
import static io.kuotu.plan.scenario.Checks.notNegative;
import static io.kuotu.plan.scenario.Checks.positive;

import io.kuotu.common.job.Tier;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be planned. {@code scenario.yaml} beside this class has every default.
 *
 * @param name for reports
 * @param seed of all that is random: equal scenarios have equal outcomes
 * @param durationS seconds in which jobs come; all of them are run to their end
 * @param warmUpS seconds at the begin whose jobs are in no figure
 * @param profile file of measured times; what ships unless given
 * @param speed times faster than measured; other than 1 it is hypothetical
 * @param model what the bundles do
 * @param fleet the workers
 * @param overheads what a job takes beside the device
 * @param traffic jobs
 * @param autoscaler of the number of workers; it stays unless given
 * @param objectives by tier
 * @param pricePerWorkerHour in any currency
 */
public record Scenario(
        String name,
        long seed,
        double durationS,
        double warmUpS,
        Optional<String> profile,
        double speed,
        Model model,
        Fleet fleet,
        Overheads overheads,
        List<Traffic> traffic,
        Optional<Autoscaler> autoscaler,
        Map<Tier, Objective> objectives,
        double pricePerWorkerHour) {
    public Scenario {
        positive("duration_s", durationS);
        notNegative("warm_up_s", warmUpS);
        check(warmUpS < durationS, "warm_up_s: " + warmUpS + " is not below duration_s");
        positive("speed", speed);
        traffic = List.copyOf(traffic);
        check(!traffic.isEmpty(), "traffic: is empty");
        objectives = Map.copyOf(objectives);
        notNegative("price_per_worker_hour", pricePerWorkerHour);
    }

    /** The same with so many workers. */
    public Scenario withWorkers(int workers) {
        return with(fleet.of(workers), seed, traffic, autoscaler);
    }

    /** The same with other chances. */
    public Scenario withSeed(long other) {
        return with(fleet, other, traffic, autoscaler);
    }

    /** The same with other jobs. */
    public Scenario withTraffic(List<Traffic> other) {
        return with(fleet, seed, other, autoscaler);
    }

    /** The same with a number of workers that stays. */
    public Scenario withoutAutoscaler() {
        return with(fleet, seed, traffic, Optional.empty());
    }

    private Scenario with(
            Fleet newFleet, long newSeed, List<Traffic> jobs, Optional<Autoscaler> scaler) {
        return new Scenario(
                name,
                newSeed,
                durationS,
                warmUpS,
                profile,
                speed,
                model,
                newFleet,
                overheads,
                jobs,
                scaler,
                objectives,
                pricePerWorkerHour);
    }
}
