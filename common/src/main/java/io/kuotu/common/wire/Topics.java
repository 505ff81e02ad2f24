package io.kuotu.common.wire;

import io.kuotu.common.job.Tier;
import java.util.ArrayList;
import java.util.List;

/** Names of topics and groups. */
public final class Topics {
    /**
     * All that happens to jobs, keyed by job; one partition, so that an offset is the same event's
     * id on every gateway.
     */
    public static final String EVENTS = "job-events";

    /** Wishes of gateways that every worker hears. */
    public static final String COMMANDS = "job-commands";

    /** Jobs that failed for our own reasons, with the reason in their headers. */
    public static final String DEAD = "dlq.jobs";

    /** What operators have set for all, keyed by what it is about, compacted. */
    public static final String SWITCHES = "switches";

    /** Signs of life, keyed by worker, compacted. */
    public static final String WORKERS = "worker-status";

    /**
     * Attempts to call webhooks, and wishes to call them again, keyed by job; one partition, so
     * that every gateway reads them in the same order.
     */
    public static final String DELIVERIES = "webhook-deliveries";

    /** Holds nothing: its partitions are dealt out over the gateways, and with them the duties. */
    public static final String DUTIES = "gateway-duties";

    /** More than there will ever be gateways; fixed, so that all deal alike. */
    public static final int DUTY_SHARES = 64;

    private static final String JOBS = "jobs.";

    private Topics() {}

    /**
     * One partition each: members of a share group that got no partition would idle beside a
     * backlog.
     */
    public static String jobs(String pool, Tier tier) {
        return JOBS + pool + "." + tier.label();
    }

    /** Whether jobs lie in it. */
    public static boolean isJobs(String topic) {
        return topic.startsWith(JOBS);
    }

    /** All job topics of a pool, most urgent first. */
    public static List<String> jobs(String pool) {
        List<String> names = new ArrayList<>();
        for (Tier tier : Tier.values()) {
            names.add(jobs(pool, tier));
        }
        return List.copyOf(names);
    }

    /** The share group whose members take the jobs of a topic. */
    public static String group(String jobsTopic) {
        return "workers-of." + jobsTopic;
    }
}
