package io.kuotu.plan.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kuotu.common.job.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioFileTest {
    private static final String LEAST =
            "traffic: [{tier: bulk, arrivals: {rate: 2}, jobs: [{source: 10x10, canvas:"
                    + " 20x10}]}]\n";

    @Test
    void whatIsNotSaidIsAsByDefault() {
        Scenario scenario = ScenarioFile.parse(LEAST + "fleet: {workers: 7}");
        assertThat(scenario.fleet().workers()).isEqualTo(7);
        assertThat(scenario.fleet().slots()).isEqualTo(8);
        assertThat(scenario.traffic().getFirst().tier()).isEqualTo(Tier.BULK);
        assertThat(scenario.traffic().getFirst().jobs().getFirst().variants()).isEqualTo(1);
        assertThat(scenario.autoscaler()).isEmpty();
    }

    @Test
    void jsonIsRead() {
        Scenario scenario =
                ScenarioFile.parse(
                        """
                        {"name": "x", "objectives": {"bulk": {"percentile": 95, "within_s": 3}},
                         "autoscaler": {"wait_s": {"bulk": 4}},
                         "traffic": [{"tier": "bulk", "arrivals": {"rate": 2},
                                      "jobs": [{"source": "10x10", "canvas": "20x10"}]}]}
                        """);
        assertThat(scenario.objectives().get(Tier.BULK)).isEqualTo(new Objective(95, 3));
        assertThat(scenario.autoscaler().orElseThrow().waitS()).containsEntry(Tier.BULK, 4.0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    fleet: {workers: 0}                            | fleet: workers: 0.0 must be above 0
                    fleet: {gpus: 3}                               | fleet.gpus: is no field
                    speed: fast                                    | speed: Cannot deserialize
                    warm_up_s: 700                                 | warm_up_s: 700.0 is not below duration_s
                    overheads: {prepare: {median: 5}}              | overheads.prepare: a time is a number of ms
                    overheads: {prepare: {median: 5, p95: 1}}      | overheads.prepare: p95 is not below median
                    objectives: {urgent: {percentile: 9}}          | objectives: 'urgent' is no tier
                    autoscaler: {}                                 | autoscaler: wait_s: names no tier
                    traffic: []                                    | traffic: is empty
                    traffic: [{tier: bulk, jobs: []}]              | traffic[0]: jobs: is empty
                    traffic: [{tier: bulk, jobs: [{source: 1, canvas: 2x2}]}]   | traffic[0].jobs[0]: canvas: 2x2
                    traffic: [{tier: bulk, jobs: [{source: 1x1, canvas: 1x1}]}] | canvas: 1x1 adds nothing
                    traffic: [{tier: bulk, arrivals: {rate: -1}, jobs: []}]     | traffic[0].arrivals: rate: -1.0
                    """)
    void whatIsWrongIsNamed(String wrong, String message) {
        String yaml = wrong.startsWith("traffic") ? wrong : LEAST + wrong;
        assertThatThrownBy(() -> ScenarioFile.parse(yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        message.startsWith("traffic[0].jobs[0]") ? "source: '1'" : message);
    }

    @Test
    void arrivalsAreReadFromTheFileBesideIt(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("seen.txt"), "0.5\n1.25\n\n7\n");
        Path file = folder.resolve("scenario.yaml");
        Files.writeString(file, LEAST.replace("{rate: 2}", "{file: seen.txt}"));
        Scenario scenario = ScenarioFile.read(file);
        assertThat(scenario.traffic().getFirst().arrivals().times())
                .containsExactly(0.5, 1.25, 7.0);
        Files.writeString(folder.resolve("seen.txt"), "0.5\nnoon\n");
        assertThatThrownBy(() -> ScenarioFile.read(file))
                .hasMessageContaining("arrivals.file: 'noon'");
    }

    @Test
    void spikesRiseStayAndFall() {
        Arrivals arrivals =
                ScenarioFile.parse(
                                LEAST.replace(
                                        "rate: 2",
                                        "rate: 2, spike: {at_s: 100, factor: 20, ramp_s: 10,"
                                                + " hold_s: 60}"))
                        .traffic()
                        .getFirst()
                        .arrivals();
        assertThat(arrivals.rate(99)).isEqualTo(2);
        assertThat(arrivals.rate(105)).isCloseTo(21, within(1e-9));
        assertThat(arrivals.rate(110)).isEqualTo(40);
        assertThat(arrivals.rate(170)).isEqualTo(40);
        assertThat(arrivals.rate(175)).isCloseTo(21, within(1e-9));
        assertThat(arrivals.rate(181)).isEqualTo(2);
    }

    @Test
    void drawnTimesAreAsTheySay() {
        SplittableRandom random = new SplittableRandom(3);
        Spread lognormal = new Spread.Lognormal(20, 60);
        long above =
                java.util.stream.LongStream.generate(() -> lognormal.draw(random))
                        .limit(100_000)
                        .filter(nanos -> nanos > 60e6)
                        .count();
        assertThat(above).isBetween(4_700L, 5_300L);
    }
}
