package io.kuotu.chaos.ledger;

import io.kuotu.chaos.cluster.Cluster;
import io.kuotu.chaos.ledger.Evidence.Growth;
import io.kuotu.chaos.program.Program;
import io.kuotu.chaos.program.Usage;
import io.kuotu.chaos.topic.Leases;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What processes and topics take, when nothing is done: before the first fault, and at the end. A
 * process that was killed in between began anew, so only the last life of each is seen.
 */
public final class Census {
    private static final long MIB = 1 << 20;

    /** A job leaves some records for each of its attempts. */
    private static final int EVENTS_PER_JOB = 100;

    private static final int RECORDS_PER_JOB = 3;

    private final Map<String, Usage> programs;
    private final Map<String, Long> topics;

    private Census(Map<String, Usage> programs, Map<String, Long> topics) {
        this.programs = programs;
        this.topics = topics;
    }

    /** All of the cluster runs. */
    public static Census take(Cluster cluster) throws IOException, InterruptedException {
        Map<String, Usage> programs = new HashMap<>();
        for (Program program : cluster.programs()) {
            program.usage().ifPresent(usage -> programs.put(program.name(), usage));
        }
        return new Census(programs, Leases.records(cluster.bootstrapServers(), "default"));
    }

    /**
     * What came since.
     *
     * @param jobs in between
     */
    public List<Growth> since(Census before, int jobs) {
        List<Growth> growth = new ArrayList<>();
        programs.forEach(
                (name, now) -> {
                    Usage then = before.programs.get(name);
                    if (then != null) {
                        grown(growth, name, then, now);
                    }
                });
        topics.forEach(
                (topic, now) -> {
                    long then = before.topics.getOrDefault(topic, 0L);
                    int each = topic.equals("job-events") ? EVENTS_PER_JOB : RECORDS_PER_JOB;
                    growth.add(new Growth(topic, "records", then, now, then + (long) each * jobs));
                });
        return growth;
    }

    private static void grown(List<Growth> growth, String name, Usage then, Usage now) {
        growth.add(
                new Growth(
                        name,
                        "heap, MiB",
                        then.heapBytes() / MIB,
                        now.heapBytes() / MIB,
                        then.heapBytes() * 2 / MIB + 64));
        growth.add(
                new Growth(
                        name,
                        "resident memory, MiB",
                        then.residentBytes() / MIB,
                        now.residentBytes() / MIB,
                        then.residentBytes() * 3 / 2 / MIB + 256));
        growth.add(
                new Growth(
                        name,
                        "threads",
                        then.threads(),
                        now.threads(),
                        then.threads() * 3L / 2 + 40));
        growth.add(
                new Growth(
                        name,
                        "handles",
                        then.handles(),
                        now.handles(),
                        then.handles() * 3L / 2 + 100));
    }
}
