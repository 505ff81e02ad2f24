package io.kuotu.plan.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AgendaTest {
    @Test
    void eventsHappenByTimeThenInTheOrderThatTheyWereAdded() {
        Agenda agenda = new Agenda();
        List<long[]> happened = new ArrayList<>();
        Random random = new Random(5);
        for (int i = 0; i < 5000; i++) {
            long number = i;
            agenda.add(random.nextInt(300), now -> happened.add(new long[] {now, number}));
        }
        while (agenda.step()) {}
        assertThat(happened).hasSize(5000);
        for (int i = 1; i < happened.size(); i++) {
            long[] before = happened.get(i - 1);
            long[] after = happened.get(i);
            assertThat(after[0] > before[0] || (after[0] == before[0] && after[1] > before[1]))
                    .isTrue();
        }
    }

    @Test
    void nothingHappensInThePast() {
        Agenda agenda = new Agenda();
        agenda.add(10, _ -> {});
        agenda.step();
        assertThatThrownBy(() -> agenda.add(9, _ -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 ns ago");
    }
}
