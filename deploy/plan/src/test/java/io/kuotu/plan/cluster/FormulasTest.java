package io.kuotu.plan.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kuotu.plan.outcome.Outcome;
import io.kuotu.plan.outcome.TierOutcome;
import io.kuotu.plan.scenario.ScenarioFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the policy is first come first served, queueing theory knows the answer. */
class FormulasTest {
    private static final String NOTHING_BESIDE =
            "overheads: {accept: 0, poll: 0, intake: 0, prepare: 0, upload: 0, tell: 0}\n";

    private static TierOutcome only(Outcome outcome) {
        return outcome.tiers().getFirst();
    }

    /** One lane, one device, one step of 100 ms: the wait of M/D/1 is load / (2 (1 - load)). */
    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.5, 0.7, 0.85})
    void oneDeviceWithoutBatchesIsAQueueOfConstantService(double load) {
        String yaml =
                NOTHING_BESIDE
                        + """
                        duration_s: 12000
                        warm_up_s: 200
                        fleet: {lanes_per_tier: 1}
                        traffic:
                        - tier: standard
                          arrivals: {rate: %s}
                          jobs: [{source: 200x200, canvas: 256x256, steps: 1, again: 0}]
                        """
                                .formatted(load / 0.1);
        Outcome outcome = Cluster.run(ScenarioFile.parse(yaml), Profiles.steps(100));
        double wait = 0.1 * load / (2 * (1 - load));
        assertThat(only(outcome).waited().mean()).isCloseTo(wait, within(0.07 * wait));
        assertThat(only(outcome).total().mean()).isCloseTo(wait + 0.1, within(0.07 * wait));
        assertThat(outcome.use().busy()).isCloseTo(load, within(0.02));
    }

    /** c workers of a lane, exponential times: Erlang's C formula. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 20})
    void lanesWithoutMemoryAreErlangsQueue(int servers) {
        double load = 0.8;
        String yaml =
                """
                duration_s: %d
                warm_up_s: 200
                fleet: {lanes_per_tier: 1, workers: %d}
                overheads: {accept: 0, poll: 0, intake: 0, prepare: 0, upload: {mean: 500}, tell: 0}
                traffic:
                - tier: bulk
                  arrivals: {rate: %s}
                  jobs: [{source: 200x200, canvas: 256x256, steps: 1, again: 0}]
                """
                        .formatted(20_000 / servers + 4000, servers, load * servers / 0.5);
        Outcome outcome = Cluster.run(ScenarioFile.parse(yaml), Profiles.steps(0.001));
        double wait = erlangC(servers, load * servers) * 0.5 / (servers * (1 - load));
        assertThat(only(outcome).waited().mean()).isCloseTo(wait, within(0.07 * wait));
    }

    private static double erlangC(int servers, double offered) {
        double blocking = 1; // Erlang's B, by its recursion
        for (int n = 1; n <= servers; n++) {
            blocking = offered * blocking / (n + offered * blocking);
        }
        return servers * blocking / (servers - offered * (1 - blocking));
    }

    /** Processors that many tasks share: M/M/1 with processor sharing has the mean of M/M/1. */
    @Test
    void processorsAreShared() {
        String yaml =
                """
                duration_s: 12000
                warm_up_s: 200
                fleet: {lanes_per_tier: 1000, processors: 1}
                overheads: {accept: 0, poll: 0, intake: 0, prepare: {mean: 100}, upload: 0, tell: 0}
                traffic:
                - tier: standard
                  arrivals: {rate: 7}
                  jobs: [{source: 200x200, canvas: 256x256, steps: 1, again: 0}]
                """;
        Outcome outcome = Cluster.run(ScenarioFile.parse(yaml), Profiles.steps(0.001));
        double total = 0.1 / (1 - 0.7);
        assertThat(only(outcome).total().mean()).isCloseTo(total, within(0.05 * total));
    }
}
