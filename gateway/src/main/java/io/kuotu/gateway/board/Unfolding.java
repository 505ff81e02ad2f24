package io.kuotu.gateway.board;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobId;

/**
 * What an entry of the event topic means: for most its own event and no more, for some that a job
 * has come to be, or that the same happened to several. Called on the board's thread only, in the
 * order of the topics; must not block, must not throw.
 */
public interface Unfolding {
    /** Where the meaning goes, within the call. */
    interface Sink {
        /** A job is; nothing happens where it is known already. */
        void known(Job job);

        /** Of a job that is known, or will be by its record. */
        void happened(LoggedEvent logged);
    }

    /** In the order of the event topic. */
    void read(LoggedEvent logged, Sink sink);

    /** The job's record lies in a job topic. May be told several times. */
    void dispatched(JobId id);

    /** Every event is its own job's, as it is. */
    Unfolding NONE =
            new Unfolding() {
                @Override
                public void read(LoggedEvent logged, Sink sink) {
                    sink.happened(logged);
                }

                @Override
                public void dispatched(JobId id) {}
            };
}
