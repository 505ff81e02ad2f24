package io.kuotu.gateway.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kuotu.common.job.ChainWay;
import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.FrameMargins;
import io.kuotu.common.job.FrameMargins.Side;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.ProblemException;
import io.kuotu.common.picture.PictureLimits;
import org.junit.jupiter.api.Test;

class ChainPlannerTest {
    private static final ChainPlanner PLANNER =
            new ChainPlanner(new PictureLimits(50_000_000, 64, 1_000_000, 2000));

    private static ChainWay sideways(Side side) {
        return new ChainWay.Expand(new FrameMargins(side, Side.NONE, side, Side.NONE));
    }

    private static Problem refused(ChainWay way, int times, int width, int height) {
        return catchThrowableOfType(
                        ProblemException.class, () -> PLANNER.check(way, times, width, height))
                .problem();
    }

    @Test
    void marginsThatLeaveTheBoundsAtFrame37_areRefusedWithItsNumber() {
        // 200 + 37 * 50 is 2050, the first above 2000
        Problem problem = refused(sideways(new Side(25, 0)), 100, 200, 100);
        assertThat(problem.code()).isEqualTo(ErrorCode.CANVAS_TOO_LARGE);
        assertThat(problem.field()).contains("margins");
        assertThat(problem.detail()).startsWith("frame 37 of 100: ").contains("2050x100 px");
        assertThatCode(() -> PLANNER.check(sideways(new Side(25, 0)), 36, 200, 100))
                .doesNotThrowAnyException();
    }

    @Test
    void percentagesAreOfEachFrame() {
        // 200, 300, 450, 676, 1014, 1522, 2284
        assertThat(refused(sideways(new Side(0, 25)), 500, 200, 100).detail())
                .startsWith("frame 6 of 500: ")
                .contains("2284x100 px");
    }

    @Test
    void pixelsAreLimitedToo() {
        assertThat(refused(sideways(new Side(25, 0)), 100, 200, 900).detail())
                .startsWith("frame 19 of 100: ");
    }

    @Test
    void marginsThatRoundToNothing_areToldAtTheFirstFrame() {
        Problem problem = refused(sideways(new Side(0, 0.5)), 10, 64, 64);
        assertThat(problem.code()).isEqualTo(ErrorCode.NOTHING_TO_DO);
        assertThat(problem.field()).contains("margins");
        assertThat(problem.detail()).isEqualTo("frame 1 of 10 would add no pixel to 64x64 px");
        assertThatCode(() -> PLANNER.check(sideways(new Side(1, 0)), 500, 64, 64))
                .doesNotThrowAnyException();
    }

    @Test
    void whatIsMadeAnewStaysAsLargeAsItIs() {
        assertThatCode(() -> PLANNER.check(new ChainWay.Recreate(1), 500, 1000, 1000))
                .doesNotThrowAnyException();
        assertThat(refused(new ChainWay.Recreate(1), 500, 2001, 100).field()).contains("image");
    }
}
