package io.kuotu.plan.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.job.Tier;
import io.kuotu.plan.outcome.Moment;
import io.kuotu.plan.outcome.Outcome;
import io.kuotu.plan.outcome.TierOutcome;
import io.kuotu.plan.scenario.Scenario;
import io.kuotu.plan.scenario.ScenarioFile;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class ClusterTest {
    private static final String MIX =
            """
            duration_s: 300
            warm_up_s: 20
            fleet: {workers: 3, devices: 2}
            objectives: {interactive: {percentile: 99, within_s: 5}}
            traffic:
            - tier: interactive
              arrivals: {rate: 4}
              jobs: [{source: 1024x768, canvas: 1365x768}, {share: 0.3, source: 640x480, canvas: 1280x960, variants: 4, steps: 8}]
            - tier: standard
              arrivals: {rate: 2, spike: {at_s: 100, factor: 20, ramp_s: 10, hold_s: 20}}
              jobs: [{source: 512x512, canvas: 600x512, upscale: 2}]
            - tier: bulk
              arrivals: {rate: 1}
              jobs: [{source: 400x400, canvas: 2000x400, guidance: 5}]
            """;

    private static Outcome run(Scenario scenario) {
        return Cluster.run(scenario, Profiles.batching());
    }

    private static TierOutcome of(Outcome outcome, Tier tier) {
        return outcome.tiers().stream().filter(t -> t.tier() == tier).findFirst().orElseThrow();
    }

    @Test
    void eachJobThatComesEndsOnce() {
        Scenario scenario = ScenarioFile.parse(MIX.replace("warm_up_s: 20", "warm_up_s: 0"));
        Outcome outcome = run(scenario);
        long ended = outcome.tiers().stream().mapToLong(t -> t.total().count()).sum();
        assertThat(ended).isEqualTo(outcome.jobs()).isGreaterThan(2500);
        Moment last = outcome.course().getLast();
        assertThat(last.waiting()).containsOnly(0);
        assertThat(last.held()).containsOnly(0);
    }

    @Test
    void aScenarioHasOneOutcome() {
        Scenario scenario = ScenarioFile.parse(MIX);
        Outcome first = run(scenario);
        Outcome second = run(scenario);
        assertThat(second.tiers()).isEqualTo(first.tiers());
        assertThat(second.course()).isEqualTo(first.course());
        assertThat(second.effort().events()).isEqualTo(first.effort().events());
        assertThat(run(scenario.withSeed(2)).tiers()).isNotEqualTo(first.tiers());
    }

    @Test
    void moreWorkersAreNotWorse() {
        Scenario scenario = ScenarioFile.parse(MIX);
        double before = Double.POSITIVE_INFINITY;
        for (int workers : List.of(2, 3, 4, 6, 10)) {
            Outcome outcome = run(scenario.withWorkers(workers));
            double p99 = of(outcome, Tier.STANDARD).total().p99();
            assertThat(p99).as("%d workers", workers).isLessThanOrEqualTo(1.05 * before);
            before = p99;
        }
    }

    @Test
    void aJobAloneTakesWhatItsPartsTake() {
        String yaml =
                """
                duration_s: 10
                warm_up_s: 0
                overheads: {accept: 1, poll: 1, intake: 2, prepare: 8, upload: 32, tell: 64}
                traffic:
                - tier: standard
                  arrivals: {rate: 0, times: [5]}
                  jobs: [{source: 200x200, canvas: 256x256, again: 0, upscale: 2}]
                """;
        Outcome outcome = Cluster.run(ScenarioFile.parse(yaml), Profiles.batching());
        double beside = 1 + 2 + 8 + 6 * 4 + 32 + 64;
        double tile = 20 * 166.0 * 166 / (256 * 256); // four of 166 px, in twos
        double device = 20 + 4 * 50 + 30 + 4 * tile;
        assertThat(outcome.tiers().getFirst().total().max() * 1000)
                .isBetween(beside + device - 0.01, beside + device + 0.01);
    }

    @Test
    void urgentTiersAreServedWhileASpikeOfAnotherLasts() {
        Outcome outcome = run(ScenarioFile.parse(MIX.replace("factor: 20", "factor: 60")));
        assertThat(of(outcome, Tier.STANDARD).waited().p99()).isGreaterThan(10);
        assertThat(of(outcome, Tier.INTERACTIVE).waited().p99())
                .isLessThan(of(outcome, Tier.STANDARD).waited().p99() / 3);
    }

    @Test
    void theAutoscalerGrowsInASpikeAndShrinksWellAfterIt() {
        String scaler =
                "autoscaler: {wait_s: {standard: 2}, least: 3, most: 12, start_s: 30,"
                        + " stabilization_s: 60, down: {percent: 100, period_s: 15}}\n";
        String yaml = MIX.replace("duration_s: 300", "duration_s: 600");
        Outcome fixed = run(ScenarioFile.parse(yaml));
        Outcome scaled = run(ScenarioFile.parse(yaml + scaler));
        Moment quiet = at(scaled, 95);
        assertThat(quiet.serving()).isEqualTo(3);
        assertThat(scaled.bill().mostWorkers()).isBetween(6, 12);
        assertThat(at(scaled, 600).paid()).isEqualTo(3);
        assertThat(of(scaled, Tier.STANDARD).total().p95())
                .isLessThan(of(fixed, Tier.STANDARD).total().p95());
        assertThat(scaled.bill().workerHours()).isGreaterThan(fixed.bill().workerHours());
        double firstMore = first(scaled, m -> m.paid() > 3);
        double firstServing = first(scaled, m -> m.serving() > 3);
        assertThat(firstMore).isBetween(100.0, 150.0);
        assertThat(firstServing - firstMore).isBetween(25.0, 36.0); // starts take 30 s
    }

    private static double first(Outcome outcome, Predicate<Moment> when) {
        return outcome.course().stream().filter(when).findFirst().orElseThrow().s();
    }

    private static Moment at(Outcome outcome, double s) {
        return outcome.course().stream().filter(m -> m.s() >= s).findFirst().orElseThrow();
    }
}
