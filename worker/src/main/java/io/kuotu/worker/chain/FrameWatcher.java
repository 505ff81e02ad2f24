package io.kuotu.worker.chain;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobOutput;
import io.kuotu.worker.picture.Picture;
import java.util.List;
import java.util.Map;

/** Looks at chains as they are made, to measure them and to show them. Thread safe. */
public interface FrameWatcher {
    /** Of chains that nobody looks at. */
    FrameWatcher NONE =
            (_, _, _) ->
                    new Watch() {
                        @Override
                        public Map<String, Double> see(Frame frame) {
                            return Map.of();
                        }

                        @Override
                        public List<JobOutput> end(List<JobOutput> frames) {
                            return List.of();
                        }
                    };

    /** One attempt at a chain; its job's thread owns it. It throws where the attempt is to fail. */
    interface Watch {
        /** Figures of the frame, by name: they go into its output's {@code quality}. */
        Map<String, Double> see(Frame frame) throws Exception;

        /**
         * What is stored beside the frames when all are made; listed after them.
         *
         * @param frames all of them, with their figures, those of earlier attempts among them
         */
        List<JobOutput> end(List<JobOutput> frames) throws Exception;
    }

    /**
     * An attempt begins.
     *
     * @param job whose chain it is
     * @param source of the chain
     * @param found frames of earlier attempts, with their figures, in order
     */
    Watch begin(Job job, Picture source, List<JobOutput> found) throws Exception;
}
