package io.kuotu.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.ProblemException;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.job.Tier;
import io.kuotu.gateway.queue.QueueSimulation;
import io.prometheus.client.CollectorRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;

/** Many tenants send more than the queue takes; who is refused comes back when it was told to. */
class RetryAfterTest {
    private static final int CALLERS = 200;

    /**
     * @param from when it is worth asking
     * @param tries so far
     */
    private record Caller(TenantId tenant, JobSpec spec, Instant from, int tries) {
        Caller again(Duration after) {
            // whole seconds, rounded up, as the header has it
            return new Caller(
                    tenant,
                    spec,
                    from.plusSeconds(Math.max(1, after.plusNanos(999_999_999).toSeconds())),
                    tries + 1);
        }
    }

    @Test
    void afterTheTimeThatItIsToldARefusedCallerMostlyComesIn() {
        QueueSimulation sim = new QueueSimulation(5, 0.5);
        Limits limits =
                new Limits(
                        1,
                        Optional.empty(),
                        Optional.empty(),
                        1000,
                        Map.of(Tier.STANDARD, Duration.ofSeconds(20)),
                        EnumSet.allOf(Tier.class),
                        OverLimit.REFUSE);
        Admission admission =
                new Admission(
                        sim.board(),
                        sim.model(),
                        sim.costs(),
                        _ -> Optional.empty(),
                        new AdmissionMeter(new CollectorRegistry()),
                        _ -> false,
                        100_000,
                        sim.clock());
        PriorityQueue<Caller> callers = new PriorityQueue<>(Comparator.comparing(Caller::from));
        for (int i = 0; i < CALLERS; i++) { // in two seconds what takes some minutes
            Instant at = sim.clock().instant().plusMillis(5L * i);
            callers.add(new Caller(new TenantId("t" + i), sim.randomSpec(), at, 0));
        }
        List<Integer> tries = new ArrayList<>();
        int steps = 0;
        while (!callers.isEmpty()) {
            while (!callers.isEmpty() && !callers.peek().from().isAfter(sim.clock().instant())) {
                Caller caller = callers.remove();
                Tenant tenant = new Tenant(caller.tenant(), limits, List.of(), false);
                try (Admission.Entry entry =
                        admission.admit(
                                admission.bid(
                                        tenant, Tier.STANDARD, caller.spec(), Optional.empty()))) {
                    entry.became(sim.submit(Tier.STANDARD, caller.tenant(), caller.spec()).id());
                    tries.add(caller.tries() + 1);
                } catch (ProblemException e) {
                    callers.add(caller.again(e.retryAfter().orElseThrow()));
                }
            }
            sim.step();
            assertThat(++steps).as("all come in some day").isLessThan(100_000);
        }
        long first = tries.stream().filter(t -> t == 1).count();
        long second = tries.stream().filter(t -> t == 2).count();
        System.out.printf(
                "of %d callers %d came in at once, %d of the %d refused at their second try, at"
                        + " most %d tries%n",
                CALLERS,
                first,
                second,
                CALLERS - first,
                tries.stream().mapToInt(t -> t).max().orElseThrow());
        assertThat(first).isLessThan(CALLERS / 2);
        assertThat((double) second).isGreaterThan(0.7 * (CALLERS - first));
    }
}
