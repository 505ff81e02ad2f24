package io.kuotu.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.ProblemException;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.job.Tier;
import io.kuotu.gateway.admission.AdmissionRig.Node;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** Who is let in, where, and when the others may come back; in virtual time. */
class AdmissionTest {
    private static final Set<Tier> ALL = EnumSet.allOf(Tier.class);

    private static Limits rates(Rate requests, OverLimit overLimit) {
        return new Limits(
                1, Optional.of(requests), Optional.empty(), 1000, Map.of(), ALL, overLimit);
    }

    private static Limits costs(Rate cost) {
        return new Limits(
                1, Optional.empty(), Optional.of(cost), 1000, Map.of(), ALL, OverLimit.REFUSE);
    }

    private static Limits waits(double weight, int seconds, OverLimit overLimit) {
        return new Limits(
                weight,
                Optional.empty(),
                Optional.empty(),
                100_000,
                Map.of(Tier.STANDARD, Duration.ofSeconds(seconds)),
                ALL,
                overLimit);
    }

    private static AbstractThrowableAssert<?, ?> refuses(Node node, ErrorCode code) {
        return assertThatThrownBy(() -> node.submit(Tier.STANDARD))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(code));
    }

    private static Duration retryAfter(Node node) {
        try {
            node.submit(Tier.STANDARD);
            return Duration.ZERO;
        } catch (ProblemException e) {
            return e.retryAfter().orElseThrow();
        }
    }

    @Test
    void overTheRate_isRefused_untilTheTimeThatIsTold() {
        AdmissionRig rig =
                new AdmissionRig(1, Duration.ZERO, rates(new Rate(2, 3), OverLimit.REFUSE));
        for (int i = 0; i < 3; i++) {
            rig.node().submit(Tier.STANDARD);
        }
        refuses(rig.node(), ErrorCode.RATE_LIMITED);
        assertThat(rig.node().admission.atTheDoor(rig.tenant(), Optional.empty())).isPresent();
        Duration wait = retryAfter(rig.node());
        assertThat(wait).isEqualTo(Duration.ofMillis(500));
        rig.advance(wait.minusMillis(1));
        refuses(rig.node(), ErrorCode.RATE_LIMITED);
        rig.advance(Duration.ofMillis(1));
        assertThat(rig.node().submit(Tier.STANDARD).tier()).isEqualTo(Tier.STANDARD);
    }

    @Test
    void overTheCost_isRefused_andAJobThatCanNeverComeIsTold() {
        double price = AdmissionRig.price();
        AdmissionRig rig =
                new AdmissionRig(1, Duration.ZERO, costs(new Rate(price / 4, 2 * price)));
        rig.node().submit(Tier.STANDARD);
        rig.node().submit(Tier.STANDARD);
        assertThat(retryAfter(rig.node())).isEqualTo(Duration.ofSeconds(4));
        AdmissionRig small = new AdmissionRig(1, Duration.ZERO, costs(new Rate(price, price / 2)));
        refuses(small.node(), ErrorCode.JOB_TOO_COSTLY)
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.retryAfter()).isEmpty());
    }

    @Test
    void whereTheTenantAskedForThat_aBurstGoesOnInBulk_andCostsNothingOfTheRate() {
        AdmissionRig rig =
                new AdmissionRig(1, Duration.ZERO, rates(new Rate(1, 2), OverLimit.DEMOTE));
        rig.node().submit(Tier.STANDARD);
        rig.node().submit(Tier.STANDARD);
        for (int i = 0; i < 50; i++) {
            Job demoted = rig.node().submit(Tier.STANDARD);
            assertThat(demoted.tier()).isEqualTo(Tier.BULK);
            assertThat(demoted.tierRequested()).hasValue(Tier.STANDARD);
        }
        rig.advance(Duration.ofSeconds(1));
        assertThat(rig.node().submit(Tier.STANDARD).tierRequested()).isEmpty();
        assertThat(
                        rig.node()
                                .registry
                                .getSampleValue(
                                        "kuotu_gateway_demoted_total",
                                        new String[] {"reason"},
                                        new String[] {"rate_limited"}))
                .isEqualTo(50.0);
    }

    @Test
    void theRequestsWordGoesBeforeTheTenants() {
        AdmissionRig rig =
                new AdmissionRig(1, Duration.ZERO, rates(new Rate(1, 1), OverLimit.REFUSE));
        rig.node().submit(Tier.STANDARD);
        Admission admission = rig.node().admission;
        Optional<OverLimit> demote = Optional.of(OverLimit.DEMOTE);
        assertThat(admission.atTheDoor(rig.tenant(), demote)).isEmpty();
        Admission.Bid bid =
                admission.bid(rig.tenant(), Tier.INTERACTIVE, AdmissionRig.SPEC, demote);
        try (Admission.Entry entry = admission.admit(bid)) {
            assertThat(entry.placing().tier()).isEqualTo(Tier.BULK);
        }
    }

    @Test
    void whatDidNotBecomeAJob_isGivenBack() {
        AdmissionRig rig =
                new AdmissionRig(1, Duration.ZERO, rates(new Rate(1, 1), OverLimit.REFUSE));
        for (int i = 0; i < 10; i++) {
            try (Admission.Entry entry = rig.node().admission.admit(rig.node().bid(Tier.BULK))) {
                assertThat(entry.placing().tier()).isEqualTo(Tier.BULK);
            }
        }
        rig.node().submit(Tier.BULK);
        refuses(rig.node(), ErrorCode.RATE_LIMITED);
    }

    @Test
    void jobsOnTheirWayCountAsInFlight_onceEach() {
        AdmissionRig rig = new AdmissionRig(1, Duration.ofSeconds(1), Limits.inFlight(3));
        for (int i = 0; i < 3; i++) {
            rig.node().submit(Tier.STANDARD);
        }
        refuses(rig.node(), ErrorCode.TOO_MANY_JOBS);
        rig.advance(Duration.ofSeconds(2));
        assertThat(rig.node().board.inFlight(AdmissionRig.ACME)).isEqualTo(3);
        refuses(rig.node(), ErrorCode.TOO_MANY_JOBS);
        assertThat(rig.node().admission.quotas(rig.tenant()).getLast().left()).isZero();
    }

    @Test
    void aTierThatIsNotTheTenants_isRefusedForGood() {
        Limits noBulk =
                new Limits(
                        1,
                        Optional.empty(),
                        Optional.empty(),
                        10,
                        Map.of(),
                        Set.of(Tier.BULK),
                        OverLimit.REFUSE);
        refuses(new AdmissionRig(1, Duration.ZERO, noBulk).node(), ErrorCode.TIER_NOT_ALLOWED);
    }

    /**
     * Each gateway hears of the others' jobs late. In that time each may give away the burst once:
     * no more, and what was too much is taken back from what comes after.
     */
    @Test
    void overTwoGateways_aRateIsExceededByABurstAtMost_andOnlyOnce() {
        Rate rate = new Rate(5, 20);
        AdmissionRig rig =
                new AdmissionRig(2, Duration.ofMillis(300), rates(rate, OverLimit.REFUSE));
        Random random = new Random(4);
        int admitted = 0;
        for (int ms = 0; ms < 60_000; ms += 10) {
            Node node = rig.nodes.get(random.nextInt(2));
            try {
                node.submit(Tier.STANDARD);
                admitted++;
            } catch (ProblemException e) {
                assertThat(e.problem().code()).isEqualTo(ErrorCode.RATE_LIMITED);
            }
            double seconds = ms / 1e3;
            assertThat((double) admitted)
                    .isLessThanOrEqualTo(2 * rate.burst() + rate.perSecond() * seconds + 2);
            rig.advance(Duration.ofMillis(10));
        }
        assertThat((double) admitted)
                .isBetween(rate.perSecond() * 60, rate.burst() + rate.perSecond() * 60 + 4);
    }

    @Test
    void aLongQueueRefuses_withTheTimeUntilItIsShortEnough_eachInItsTurn() {
        AdmissionRig rig = new AdmissionRig(1, Duration.ZERO, waits(1, 20, OverLimit.REFUSE));
        Node node = rig.node();
        node.worker(
                AdmissionRig.price() / 0.4); // of which it is taken to do two fifths: 1 a second
        int taken = 0;
        Duration first = Duration.ZERO;
        while (first.isZero()) {
            first = retryAfter(node);
            taken++;
        }
        assertThat(taken).as("half of the limit, of one who has all that waits").isBetween(9, 13);
        assertThat(first).isBetween(Duration.ofMillis(1), Duration.ofSeconds(3));
        assertThat(retryAfter(node).minus(first))
                .as("the next one's turn is a job later")
                .isBetween(Duration.ofMillis(1200), Duration.ofMillis(1300));
    }

    @Test
    void whoHasMuchInTheQueueLeavesRoomForOthers() {
        AdmissionRig rig = new AdmissionRig(1, Duration.ZERO, waits(1, 20, OverLimit.REFUSE));
        Node node = rig.node();
        node.worker(AdmissionRig.price() / 0.4);
        while (retryAfter(node).isZero()) {
            assertThat(node.board.queued()).isLessThan(100);
        }
        Tenant other =
                new Tenant(new TenantId("other"), waits(1, 20, OverLimit.REFUSE), List.of(), false);
        assertThat(
                        node.admission.look(
                                node.admission.bid(
                                        other, Tier.STANDARD, AdmissionRig.SPEC, Optional.empty())))
                .isInstanceOf(Admission.Verdict.Admitted.class);
    }

    @Test
    void withoutAnyWorker_noWaitIsKnown_andJobsAreTaken() {
        AdmissionRig rig = new AdmissionRig(1, Duration.ZERO, waits(1, 1, OverLimit.REFUSE));
        for (int i = 0; i < 1000; i++) {
            rig.node().submit(Tier.STANDARD);
        }
        assertThat(rig.node().queue.next(Tier.STANDARD).eta()).isEmpty();
        refuses(rig.node(), ErrorCode.QUEUE_FULL);
    }
}
