package io.kuotu.plan.cluster;

import io.kuotu.plan.scenario.Overheads;
import java.util.random.RandomGenerator;

/**
 * What is random about a job, drawn when it comes: so it is the same job on any fleet.
 *
 * @param accept ns
 * @param intake ns
 * @param prepare ns of a processor, beside what the profile says
 * @param beside ns of a processor, that the job does not wait for
 * @param upload ns
 * @param tell ns
 * @param again a bit for each picture: whether it is made a second time
 */
record JobDraws(
        long accept, long intake, long prepare, long beside, long upload, long tell, long again) {
    static JobDraws of(Overheads overheads, JobShape shape, RandomGenerator random) {
        long again = 0;
        int pictures = Math.min(Long.SIZE, shape.passes().size() * shape.variants());
        for (int i = 0; i < pictures; i++) {
            again |= random.nextDouble() < shape.again() ? 1L << i : 0;
        }
        return new JobDraws(
                overheads.accept().draw(random),
                overheads.intake().draw(random),
                overheads.prepare().draw(random),
                overheads.beside().draw(random),
                overheads.upload().draw(random),
                overheads.tell().draw(random),
                again);
    }

    /**
     * @param picture of the job, from 0 on
     */
    boolean isAgain(int picture) {
        return picture < Long.SIZE && (again >>> picture & 1) == 1;
    }
}
