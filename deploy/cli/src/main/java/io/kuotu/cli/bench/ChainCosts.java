package io.kuotu.cli.bench;

import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** What it costs to look at chains: the figures and films of their drift, and previews. */
final class ChainCosts {
    private static final double GOAL = 5; // percent
    private static final int PAIRS = 3;

    private ChainCosts() {}

    /** A chain from its submission to its end, alone in the cluster. */
    @FunctionalInterface
    interface Trial {
        /** How long it took, s. */
        double seconds(boolean preview) throws IOException, InterruptedException;
    }

    /**
     * The share of their wall time that chains spent on it.
     *
     * @param ended chains that had the cluster to themselves
     * @param seconds that they took, one after another
     */
    static Figure drift(KuotuClient client, List<JobStatus> ended, double seconds)
            throws IOException, InterruptedException {
        double watched = 0;
        for (JobStatus job : ended) {
            String manifest = "/v1/jobs/" + job.id() + "/manifest";
            watched += client.get(manifest).at("/making/millis/watch").asDouble();
        }
        double percent = watched / 1000 / seconds * 100;
        return Figure.atMost("figures and films of drift, of a chain", percent, "%", GOAL);
    }

    /** By how much a chain takes longer with previews: the median of pairs, each way first once. */
    static Figure previews(Trial trial) throws IOException, InterruptedException {
        double[] more = new double[PAIRS];
        for (int pair = 0; pair < PAIRS; pair++) {
            boolean previewFirst = pair % 2 == 1;
            double first = trial.seconds(previewFirst);
            double second = trial.seconds(!previewFirst);
            double ratio = previewFirst ? first / second : second / first;
            more[pair] = 100 * (ratio - 1);
        }
        Arrays.sort(more);
        return Figure.atMost("a chain with previews, longer by", more[PAIRS / 2], "%", GOAL);
    }
}
