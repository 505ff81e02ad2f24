package io.kuotu.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CourseTest {
    private static final Arrival.End SUCCEEDED =
            new Arrival.End("succeeded", Optional.empty(), Optional.of("aa"));

    private static Arrival accepted(String tier, double at, double wait) {
        Arrival arrival = new Arrival(tier, at);
        arrival.answer(at, 202, false, Optional.of("job_" + at));
        arrival.start(at + wait);
        arrival.end(at + wait + 1, SUCCEEDED);
        return arrival;
    }

    private static Course course(double... waits) {
        List<Arrival> all = new ArrayList<>();
        for (int second = 0; second < waits.length; second++) {
            all.add(accepted("standard", second, waits[second]));
        }
        return new Course(all, List.of());
    }

    @Test
    void itIsCalmFromWhenWaitsAreShortAndStaySo() {
        double[] waits = new double[60];
        for (int second = 10; second < 37; second++) {
            waits[second] = 20;
        }
        assertThat(course(waits).calmAfter(20, 1)).isEqualTo(20); // the window from 40 s on
        waits[58] = 20;
        assertThat(course(waits).calmAfter(20, 1)).isNaN();
    }

    @Test
    void itIsCalmAtOnceWhereNobodyWaited() {
        assertThat(course(new double[30]).calmAfter(10, 0.5)).isZero();
    }

    @Test
    void waitsAreOfTheirTierAndTime() {
        Course course =
                new Course(
                        List.of(
                                accepted("bulk", 1, 9),
                                accepted("interactive", 1, 2),
                                accepted("interactive", 50, 7)),
                        List.of());
        assertThat(course.wait(0.95, 0, 10, a -> a.tier().equals("interactive"))).isEqualTo(2);
        assertThat(course.wait(0.95, 0, 10, _ -> true)).isEqualTo(9);
        assertThat(course.wait(0.95, 100, 110, _ -> true)).isNaN();
    }

    @Test
    void whatNeverStartedWaitedUntilItsEnd() {
        Arrival dropped = new Arrival("bulk", 0);
        dropped.answer(1, 202, false, Optional.of("job_x"));
        assertThat(dropped.waited()).isEmpty();
        dropped.end(
                61, new Arrival.End("failed", Optional.of("deadline_exceeded"), Optional.empty()));
        assertThat(dropped.waited()).hasValue(60);
        assertThat(dropped.hasSucceeded()).isFalse();
    }

    @Test
    void anAnswerIsTakenRefusedOrBroken() {
        Arrival refused = new Arrival("bulk", 0);
        refused.answer(0.1, 429, true, Optional.empty());
        assertThat(refused.isRefused()).isTrue();
        assertThat(refused.isRefusedWithoutRetryAfter()).isFalse();
        Arrival silent = new Arrival("bulk", 0);
        silent.answer(0.1, 503, false, Optional.empty());
        assertThat(silent.isRefusedWithoutRetryAfter()).isTrue();
        Arrival unanswered = new Arrival("bulk", 0);
        assertThat(unanswered.isBroken()).isTrue();
    }
}
