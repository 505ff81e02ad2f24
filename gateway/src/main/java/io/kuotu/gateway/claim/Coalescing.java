package io.kuotu.gateway.claim;

/** Whose jobs may share a run. */
public enum Coalescing {
    /** Jobs of one tenant. */
    TENANT,
    /**
     * Jobs of all tenants: one may find out, by how soon its job ends and by the job id in its
     * files' names, that another asked for the very same.
     */
    CLUSTER,
    /** Nobody's: every job runs. */
    OFF
}
