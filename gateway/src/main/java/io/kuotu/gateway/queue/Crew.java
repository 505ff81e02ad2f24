package io.kuotu.gateway.queue;

import io.kuotu.common.fleet.WorkerStatus;
import java.util.List;

/**
 * The workers that take jobs now, as one.
 *
 * @param workers how many
 * @param pixelSteps that their devices could do in a second, as they told
 * @param lanes jobs of each tier that they hold at once
 */
public record Crew(int workers, double pixelSteps, int lanes) {
    public static final Crew NONE = new Crew(0, 0, 0);

    /** Of a worker that does not tell; what it really does is soon measured. */
    private static final double PER_SLOT = 500_000;

    private static final int LANES = 4;

    public static Crew of(List<WorkerStatus> alive) {
        double pixelSteps = 0;
        int lanes = 0;
        for (WorkerStatus worker : alive) {
            double told = worker.speed().map(WorkerStatus.Speed::pixelSteps).orElse(0.0);
            pixelSteps += told > 0 ? told : worker.slots() * PER_SLOT;
            lanes += worker.speed().map(WorkerStatus.Speed::lanes).orElse(LANES);
        }
        return new Crew(alive.size(), pixelSteps, lanes);
    }
}
