package io.kuotu.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.job.Webhook;
import io.kuotu.common.testing.SampleJobs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final SampleJobs jobs = new SampleJobs(3);

    private Course to(String host) {
        return new Course(jobs.expansion(), new Webhook("https://" + host + "/x", Webhook.DEFAULT));
    }

    private static List<String> take(Turns turns) {
        List<String> hosts = new ArrayList<>();
        for (Optional<Course> next = turns.next(); next.isPresent(); next = turns.next()) {
            hosts.add(next.get().host());
        }
        return hosts;
    }

    @Test
    void hostsTakeTurns_andNoneHasMoreThanItsShare() {
        Turns turns = new Turns(100, 2);
        for (int i = 0; i < 5; i++) {
            turns.add(to("a"));
        }
        turns.add(to("b"));
        assertThat(take(turns)).containsExactly("a", "b", "a");
        turns.done("a", true);
        assertThat(take(turns)).containsExactly("a");
        turns.done("b", true);
        assertThat(take(turns)).isEmpty();
        assertThat(turns.underWay()).isEqualTo(2);
    }

    @Test
    void allTogetherThereAreNotTooMany() {
        Turns turns = new Turns(3, 2);
        for (int i = 0; i < 10; i++) {
            turns.add(to("host-" + i));
        }
        assertThat(take(turns)).hasSize(3);
        turns.unused("host-0");
        assertThat(take(turns)).containsExactly("host-3");
    }

    @Test
    void whoKeepsFailingGetsOneAtATime_untilOneGoesWell() {
        Turns turns = new Turns(100, 4);
        for (int i = 0; i < 20; i++) {
            turns.add(to("a"));
        }
        assertThat(take(turns)).hasSize(4);
        for (int i = 0; i < 4; i++) {
            turns.done("a", false);
        }
        assertThat(take(turns)).hasSize(1);
        turns.done("a", false);
        assertThat(take(turns)).hasSize(1);
        turns.done("a", true);
        assertThat(take(turns)).hasSize(4);
    }
}
