package io.kuotu.gateway.admission;

import io.kuotu.common.job.TenantId;
import java.util.List;

/**
 * Who submits, and what it may.
 *
 * @param id names it
 * @param limits how much it may ask for
 * @param webhookSecrets that its webhooks are signed with, each by each, so that one can be taken
 *     out after another came in; {@code whsec_} and base64
 * @param operator whether it may see and mend what is everybody's
 */
public record Tenant(TenantId id, Limits limits, List<String> webhookSecrets, boolean operator) {
    public Tenant {
        webhookSecrets = List.copyOf(webhookSecrets);
    }

    /** Without other limits. */
    public Tenant(TenantId id, int maxInFlight, List<String> webhookSecrets, boolean operator) {
        this(id, Limits.inFlight(maxInFlight), webhookSecrets, operator);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "Tenant[" + id + "]";
    }
}
