package io.kuotu.cli.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.job.Tier;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.plan.cluster.Cluster;
import io.kuotu.plan.outcome.Outcome;
import io.kuotu.plan.scenario.ScenarioFile;
import io.kuotu.worker.simulate.SimulationProfile;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What a plan says of a real cluster, once it knows what that takes beside its devices. */
final class Prediction {
    private final ObjectNode fleet;
    private final ObjectNode job;
    private final double speed;
    private final SimulationProfile profile = SimulationProfile.read(Optional.empty());
    private List<Double> acceptMs = List.of(0.0);
    private List<Double> restMs = List.of(0.0);
    private double besideMs;

    /**
     * @param fleet as a scenario has it
     * @param job as a scenario has it
     * @param speed times faster than measured
     */
    Prediction(ObjectNode fleet, ObjectNode job, double speed) {
        this.fleet = fleet;
        this.job = job;
        this.speed = speed;
    }

    /**
     * Whatever these took longer than the plan of a job alone is beside the device.
     *
     * @param processorMs of each, where the plan's processors are this machine's
     */
    void measured(List<RealRun.Took> alone, double processorMs) {
        double devices = of(JobPlan.poisson(1, 1, 0)).tiers().getFirst().total().max() * 1000;
        besideMs =
                fleet.get("devices_use_processors").asBoolean()
                        ? Math.max(0, processorMs - devices)
                        : 0;
        acceptMs = sorted(alone, RealRun.Took::acceptMs);
        restMs =
                sorted(
                        alone,
                        took -> Math.max(0, took.totalNanos() / 1e6 - took.acceptMs() - devices));
    }

    private static List<Double> sorted(
            List<RealRun.Took> alone, ToDoubleFunction<RealRun.Took> value) {
        return alone.stream().mapToDouble(value).sorted().boxed().toList();
    }

    /** Of a processor, ms, that no phase of a job accounts for. */
    double besideMs() {
        return besideMs;
    }

    double acceptMs() {
        return acceptMs.get(acceptMs.size() / 2);
    }

    double restMs() {
        return restMs.get(restMs.size() / 2);
    }

    /** Jobs in a second where so many come at once. */
    double most(int jobs) {
        Outcome outcome = of(JobPlan.poisson(jobs, Double.POSITIVE_INFINITY, 1));
        return jobs / outcome.tiers().stream().mapToDouble(t -> t.total().max()).max().orElse(1);
    }

    Outcome of(JobPlan plan) {
        ObjectNode scenario = JsonCodec.mapper().createObjectNode();
        scenario.put("name", "check");
        scenario.put("warm_up_s", 0);
        scenario.put("duration_s", plan.lastS() + 1);
        scenario.put("speed", speed);
        scenario.set("fleet", fleet);
        ObjectNode overheads = scenario.putObject("overheads").put("tell", 0);
        overheads.put("beside", besideMs);
        overheads.set("accept", samples(acceptMs));
        overheads.set("intake", samples(halves(restMs)));
        overheads.set("upload", samples(halves(restMs)));
        var traffic = scenario.putArray("traffic");
        for (Tier tier : Tier.values()) {
            ObjectNode entry = traffic.addObject().put("tier", tier.label());
            ObjectNode arrivals = entry.putObject("arrivals").put("rate", 0);
            arrivals.set("times", JsonCodec.mapper().valueToTree(plan.of(tier)));
            entry.putArray("jobs").add(job);
        }
        return Cluster.run(ScenarioFile.parse(scenario.toString()), profile);
    }

    private static ObjectNode samples(List<Double> ms) {
        ObjectNode form = JsonCodec.mapper().createObjectNode();
        form.set("samples", JsonCodec.mapper().valueToTree(ms));
        return form;
    }

    /** Before the device and after it. */
    private static List<Double> halves(List<Double> ms) {
        return ms.stream().map(each -> each / 2).toList();
    }
}
