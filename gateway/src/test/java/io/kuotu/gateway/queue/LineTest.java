package io.kuotu.gateway.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineTest {
    private static Line.Place append(Line line, long price) {
        Line.Place place = new Line.Place(price);
        line.append(place);
        return place;
    }

    /** Against a plain list, over many renumberings. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void knowsWhatIsAhead(long seed) {
        Random random = new Random(seed);
        Line line = new Line();
        List<Line.Place> places = new ArrayList<>();
        List<Long> costs = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            if (places.size() < 20 || random.nextInt(2) == 0) {
                long cost = random.nextInt(1000);
                places.add(append(line, cost));
                costs.add(cost);
            } else {
                int left = random.nextInt(10); // most leave at the front
                line.leave(places.remove(left));
                costs.remove(left);
            }
            if (i % 100 == 0) {
                int asked = random.nextInt(places.size());
                long ahead = costs.subList(0, asked).stream().mapToLong(c -> c).sum();
                assertThat(line.ahead(places.get(asked))).isEqualTo(new Line.Load(asked, ahead));
                assertThat(line.all().jobs()).isEqualTo(places.size());
            }
        }
    }

    @Test
    void whoeverComesBackHasItsOldPlace() {
        Line line = new Line();
        Line.Place first = append(line, 1);
        Line.Place second = append(line, 2);
        Line.Place third = append(line, 4);
        line.leave(first);
        line.leave(second);
        line.back(second);
        line.back(first);
        assertThat(line.ahead(third)).isEqualTo(new Line.Load(2, 3));
        assertThat(line.ahead(second)).isEqualTo(new Line.Load(1, 1));
    }

    @Test
    void afterARenumberingItComesBackToTheFront() {
        Line line = new Line();
        Line.Place away = append(line, 7);
        line.leave(away);
        Line.Place last = append(line, 1);
        for (int i = 0; i < 5000; i++) {
            line.leave(last);
            last = append(line, 1);
        }
        line.leave(away); // it is not there
        line.back(away);
        assertThat(line.ahead(away)).isEqualTo(Line.Load.NONE);
        assertThat(line.ahead(last)).isEqualTo(new Line.Load(1, 7));
    }
}
