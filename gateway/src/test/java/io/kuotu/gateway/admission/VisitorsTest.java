package io.kuotu.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Passes that stand for a key, and how much comes from one address. */
class VisitorsTest {
    private static final Duration LIFE = Duration.ofHours(1);
    private Instant now = Instant.parse("2026-11-22T12:00:00.4Z");

    private Visitors visitors(String key, Optional<Rate> rate) {
        return new Visitors(key, LIFE, rate, () -> now, new Random(1));
    }

    private Visitors visitors(String key) {
        return visitors(key, Optional.empty());
    }

    @Test
    void aPassIsTakenByWhoeverHasTheKey_untilItEnds() {
        Visitors.Pass pass = visitors("k").issue();
        Visitors elsewhere = visitors("k");
        assertThat(pass.expiresAt()).isEqualTo(Instant.parse("2026-11-22T13:00:00Z"));
        assertThat(elsewhere.admits(pass.token())).isTrue();
        now = pass.expiresAt().minusMillis(1);
        assertThat(elsewhere.admits(pass.token())).isTrue();
        now = pass.expiresAt();
        assertThat(elsewhere.admits(pass.token())).isFalse();
    }

    @Test
    void passesDifferAndTellNothingOfTheKey() {
        Visitors visitors = visitors("the-granted-key");
        String one = visitors.issue().token();
        assertThat(visitors.issue().token()).isNotEqualTo(one);
        assertThat(one).doesNotContain("the-granted-key");
        assertThat(Visitors.isPass(one)).isTrue();
        assertThat(Visitors.isPass("the-granted-key")).isFalse();
    }

    @Test
    void whatWeDidNotSignIsNoPass() {
        String good = visitors("k").issue().token();
        assertThat(visitors("another key").admits(good)).isFalse();
        Visitors visitors = visitors("k");
        for (int place = 0; place < good.length(); place++) {
            char other = good.charAt(place) == 'x' ? 'y' : 'x';
            String forged = good.substring(0, place) + other + good.substring(place + 1);
            assertThat(visitors.admits(forged)).as(forged).isFalse();
        }
        String longer = good.replaceFirst("\\.(\\d+)\\.", ".9$1.");
        assertThat(visitors.admits(longer)).isFalse();
        for (String none :
                new String[] {"", "visitor.", "visitor.1", "visitor.1.", "visitor..", "k"}) {
            assertThat(visitors.admits(none)).as(none).isFalse();
        }
    }

    @Test
    void anAddressHasItsRate_andANetworkIsOneAddress() {
        Visitors visitors = visitors("k", Optional.of(new Rate(0.5, 2)));
        assertThat(visitors.turnAway("192.0.2.1")).isEmpty();
        assertThat(visitors.turnAway("192.0.2.1")).isEmpty();
        assertThat(visitors.turnAway("192.0.2.1")).hasValue(Duration.ofSeconds(2));
        assertThat(visitors.turnAway("192.0.2.2")).isEmpty();
        now = now.plusSeconds(2);
        assertThat(visitors.turnAway("192.0.2.1")).isEmpty();
        assertThat(visitors.turnAway("192.0.2.1")).isPresent();

        assertThat(visitors.turnAway("2001:db8:0:1:0:0:0:1")).isEmpty();
        assertThat(visitors.turnAway("2001:db8:0:1:0:0:0:2")).isEmpty();
        assertThat(visitors.turnAway("2001:db8:0:1:ffff:0:0:3")).isPresent();
        assertThat(visitors.turnAway("2001:db8:0:2:0:0:0:1")).isEmpty();
    }

    @Test
    void whoWasNotSeenForLongestIsForgottenFirst() {
        Visitors visitors = visitors("k", Optional.of(new Rate(0.001, 1)));
        assertThat(visitors.turnAway("first")).isEmpty();
        for (int i = 1; i < Visitors.MOST_ADDRESSES; i++) {
            assertThat(visitors.turnAway("a" + i)).isEmpty();
        }
        assertThat(visitors.turnAway("first")).isPresent(); // and is the last seen by that
        assertThat(visitors.turnAway("one more")).isEmpty();
        assertThat(visitors.turnAway("first")).isPresent();
        assertThat(visitors.turnAway("a1")).isEmpty();
    }

    @Test
    void withoutARateNobodyIsTurnedAway() {
        Visitors visitors = visitors("k");
        for (int i = 0; i < 100; i++) {
            assertThat(visitors.turnAway("192.0.2.1")).isEmpty();
        }
    }
}
