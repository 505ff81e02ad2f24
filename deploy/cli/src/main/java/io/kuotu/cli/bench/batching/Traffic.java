package io.kuotu.cli.bench.batching;

import io.kuotu.worker.pipeline.CanvasSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Jobs of mixed steps and sizes, the same ones for the same seed.
 *
 * @param sizes of canvases, each as likely
 * @param leastSteps of a job
 * @param mostSteps of a job; all between are as likely
 * @param seed of everything random
 */
record Traffic(List<CanvasSize> sizes, int leastSteps, int mostSteps, long seed) {
    /** As a Poisson process of that many jobs a second. */
    List<Arrival> poisson(int jobs, double perSecond) {
        Random when = new Random(seed + 1);
        double[] now = {0};
        return arrivals(jobs, () -> now[0] += -Math.log(1 - when.nextDouble()) / perSecond);
    }

    /** All there at the beginning: MLPerf's 'offline'. */
    List<Arrival> offline(int jobs) {
        return arrivals(jobs, () -> 0);
    }

    private interface Times {
        double next();
    }

    private List<Arrival> arrivals(int jobs, Times times) {
        Random what = new Random(seed);
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < jobs; i++) {
            CanvasSize size = sizes.get(what.nextInt(sizes.size()));
            int steps = leastSteps + what.nextInt(mostSteps - leastSteps + 1);
            arrivals.add(new Arrival(times.next(), size, steps, i));
        }
        return arrivals;
    }
}
