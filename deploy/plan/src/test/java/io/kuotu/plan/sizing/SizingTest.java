package io.kuotu.plan.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kuotu.plan.cluster.Cluster;
import io.kuotu.plan.outcome.Outcome;
import io.kuotu.plan.scenario.Scenario;
import io.kuotu.plan.scenario.ScenarioFile;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.profile.BundleProfile;
import io.kuotu.worker.profile.Measure;
import io.kuotu.worker.profile.Work;
import io.kuotu.worker.profile.WorkProfile;
import io.kuotu.worker.simulate.Phase;
import io.kuotu.worker.simulate.PhaseTime;
import io.kuotu.worker.simulate.SimulationProfile;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SizingTest {
    private static final SimulationProfile PROFILE =
            new SimulationProfile(
                    "never",
                    "made up",
                    List.of(
                            new BundleProfile(
                                    "scenes-256-turbo",
                                    Stream.of(Work.STEP, Work.ENCODE, Work.DECODE)
                                            .map(SizingTest::measured)
                                            .toList())),
                    Arrays.stream(Phase.values()).map(p -> new PhaseTime(p, 10, 0)).toList());

    private static WorkProfile measured(Work work) {
        return new WorkProfile(
                work,
                new CanvasSize(256, 256),
                List.of(new Measure(1, 50, 0), new Measure(4, 125, 0)));
    }

    private static Scenario scenario(double withinS) {
        return ScenarioFile.parse(
                """
                duration_s: 200
                warm_up_s: 10
                price_per_worker_hour: 3
                objectives: {interactive: {percentile: 99, within_s: %s}}
                traffic: [{tier: interactive, arrivals: {rate: 20}, jobs: [{source: 800x600, canvas: 1067x600}]}]
                """
                        .formatted(withinS));
    }

    @Test
    void theLeastNumberIsEnoughAndOneLessIsNot() {
        Scenario scenario = scenario(2.5);
        Outcome least = new Sizing(scenario, PROFILE, 1, 1000).least();
        int workers = least.scenario().fleet().workers();
        assertThat(least.keepsPromises()).isTrue();
        assertThat(workers).isGreaterThan(3);
        assertThat(Cluster.run(scenario.withWorkers(workers - 1), PROFILE).keepsPromises())
                .isFalse();
    }

    @Test
    void headroomCostsWhatItsWorkersCost() {
        Sizing sizing = new Sizing(scenario(2.5), PROFILE, 1, 1000);
        List<Outcome> outcomes = sizing.headroom(10, List.of(1.0, 1.04, 1.5, 2.0));
        assertThat(outcomes)
                .extracting(o -> o.scenario().fleet().workers())
                .containsExactly(10, 11, 15, 20);
        assertThat(outcomes.getLast().bill().price())
                .isCloseTo(3 * 20 * 200 / 3600.0, org.assertj.core.api.Assertions.within(1e-6));
        assertThat(outcomes.getLast().use().busy()).isLessThan(outcomes.getFirst().use().busy());
    }

    @Test
    void whatNoNumberKeepsIsSaid() {
        assertThatThrownBy(() -> new Sizing(scenario(0.1), PROFILE, 1, 40).least())
                .hasMessageContaining("40 workers do not keep them");
        assertThatThrownBy(
                        () ->
                                new Sizing(
                                        ScenarioFile.parse(
                                                "traffic: [{tier: bulk, jobs: [{source: 1x1,"
                                                        + " canvas: 2x2}]}]"),
                                        PROFILE,
                                        1,
                                        9))
                .hasMessageContaining("objectives");
    }
}
