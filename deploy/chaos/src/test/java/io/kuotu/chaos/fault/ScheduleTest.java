package io.kuotu.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.chaos.cluster.Shape;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final Shape SHAPE = new Shape(2, 3, "simulated");
    private static final Schedule.Rules RULES =
            new Schedule.Rules(Duration.ofSeconds(5), Duration.ofSeconds(30));

    private static List<Planned> draw(long seed, int minutes) {
        return Schedule.draw(seed, Duration.ofMinutes(minutes), SHAPE, RULES);
    }

    @Test
    void theSameSeedGivesTheSameSchedule() {
        assertThat(draw(7, 5)).isEqualTo(draw(7, 5)).isNotEqualTo(draw(8, 5));
    }

    @Test
    void nobodyIsBrokenTwiceAtOnce() {
        for (long seed = 0; seed < 50; seed++) {
            Map<String, Duration> until = new HashMap<>();
            for (Planned planned : draw(seed, 10)) {
                String target = planned.fault().target();
                assertThat(planned.at())
                        .as("seed %d, %s", seed, planned)
                        .isGreaterThanOrEqualTo(until.getOrDefault(target, Duration.ZERO));
                until.put(target, planned.at().plus(planned.fault().length()));
            }
        }
    }

    @Test
    void allHasEndedWhenTheTimeIsOver() {
        for (long seed = 0; seed < 50; seed++) {
            assertThat(draw(seed, 3))
                    .isNotEmpty()
                    .allMatch(
                            p ->
                                    p.at().plus(p.fault().length()).compareTo(Duration.ofMinutes(3))
                                            <= 0);
        }
    }

    @Test
    void everyKindComesInALongRun() {
        Set<Class<?>> kinds =
                draw(1, 10).stream().map(p -> p.fault().getClass()).collect(Collectors.toSet());
        assertThat(kinds).containsExactlyInAnyOrder(Fault.class.getPermittedSubclasses());
    }

    @Test
    void mostFaultsAreKills() {
        List<Planned> drawn = draw(1, 30);
        long kills = drawn.stream().filter(p -> p.fault() instanceof Fault.Kill).count();
        assertThat(kills * 5).isGreaterThan(drawn.size() * 3L);
    }
}
