package io.kuotu.gateway.admission;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Tier;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.util.List;

/** Who was let in and who was not, for {@code /metrics}. Thread safe. */
public final class AdmissionMeter {
    private final Counter admitted;
    private final Counter refused;
    private final Counter demoted;

    public AdmissionMeter(CollectorRegistry registry) {
        this.admitted =
                Counter.build("kuotu_gateway_admitted_total", "Jobs that were let in.")
                        .labelNames("tier")
                        .register(registry);
        this.refused =
                Counter.build("kuotu_gateway_refused_total", "Jobs that were not let in.")
                        .labelNames("reason")
                        .register(registry);
        this.demoted =
                Counter.build(
                                "kuotu_gateway_demoted_total",
                                "Jobs that were let in at a lower tier than asked for.")
                        .labelNames("reason")
                        .register(registry);
        shownBeforeTheFirst();
    }

    private void shownBeforeTheFirst() {
        for (Tier tier : Tier.values()) {
            var _ = admitted.labels(tier.label());
        }
        for (ErrorCode reason : List.of(ErrorCode.QUEUE_FULL, ErrorCode.QUEUE_WAIT)) {
            var _ = refused.labels(reason.label());
        }
    }

    void admitted(Tier tier) {
        admitted.labels(tier.label()).inc();
    }

    void refused(ErrorCode reason) {
        refused.labels(reason.label()).inc();
    }

    void demoted(ErrorCode reason) {
        demoted.labels(reason.label()).inc();
    }
}
