package io.kuotu.gateway.admission;

import io.kuotu.common.job.TenantId;

/**
 * @param id names it
 * @param maxInFlight jobs that it may have queued and running
 */
public record Tenant(TenantId id, int maxInFlight) {}
