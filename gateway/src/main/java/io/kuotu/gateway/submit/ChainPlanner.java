package io.kuotu.gateway.submit;

import io.kuotu.common.job.ChainWay;
import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.FrameMargins;
import io.kuotu.common.job.Problem;
import io.kuotu.common.picture.PictureLimits;

/** Whether every frame of a chain stays within the limits, before the first is made. */
final class ChainPlanner {
    private final PictureLimits limits;

    ChainPlanner(PictureLimits limits) {
        this.limits = limits;
    }

    /**
     * Throws a {@link io.kuotu.common.job.ProblemException} that names the field, and the first
     * frame, at fault. Frames are counted from 1 in words.
     *
     * @param way of the chain
     * @param times frames
     * @param width of the source, px
     * @param height of the source, px
     */
    void check(ChainWay way, int times, int width, int height) {
        switch (way) {
            case ChainWay.Expand(FrameMargins margins) -> check(margins, times, width, height);
            case ChainWay.Recreate _ -> check(1, times, width, height, "image");
        }
    }

    private void check(FrameMargins margins, int times, int width, int height) {
        int across = width;
        int down = height;
        for (int frame = 1; frame <= times; frame++) {
            long wider = margins.width(across);
            long higher = margins.height(down);
            if (wider == across && higher == down) { // then so does every later one
                throw Problem.at(
                                "margins",
                                ErrorCode.NOTHING_TO_DO,
                                "frame %d of %d would add no pixel to %dx%d px"
                                        .formatted(frame, times, across, down))
                        .asException();
            }
            check(frame, times, wider, higher, "margins");
            across = (int) wider;
            down = (int) higher;
        }
    }

    private void check(int frame, int times, long width, long height, String field) {
        limits.checkResult(width, height, field)
                .ifPresent(
                        problem -> {
                            throw Problem.at(
                                            field,
                                            problem.code(),
                                            "frame %d of %d: %s"
                                                    .formatted(frame, times, problem.detail()))
                                    .asException();
                        });
    }
}
