package io.kuotu.gateway.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kuotu.common.job.Canvas;
import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.ProblemException;
import io.kuotu.common.picture.PictureLimits;
import io.kuotu.gateway.submit.Length.Percent;
import io.kuotu.gateway.submit.Length.Pixels;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CanvasPlannerTest {
    private final CanvasPlanner planner = new CanvasPlanner(PictureLimits.DEFAULT);

    private static Framing margins(Length left, Length top, Length right, Length bottom) {
        return new Framing.ByMargins(left, top, right, bottom);
    }

    private static Framing size(int width, int height, Anchor anchor) {
        return new Framing.BySize(width, height, Optional.empty(), anchor);
    }

    private static Framing sizeAt(int width, int height, int left, int top) {
        return new Framing.BySize(
                width, height, Optional.of(new Framing.Place(left, top)), Anchor.CENTER);
    }

    private Problem refused(Framing framing, int width, int height) {
        return catchThrowableOfType(
                        ProblemException.class, () -> planner.plan(framing, width, height, 1))
                .problem();
    }

    @Test
    void marginsArePixelsOrSharesOfTheirSide() {
        assertThat(
                        planner.plan(
                                margins(
                                        new Pixels(10),
                                        new Percent(50),
                                        Length.NONE,
                                        new Pixels(1)),
                                200,
                                100,
                                1))
                .isEqualTo(new Canvas(210, 151, 10, 50, 200, 100));
    }

    @Test
    void anAspectRatioNeverCutsTheSource() {
        Random random = new Random(3);
        for (int i = 0; i < 2000; i++) {
            int width = 64 + random.nextInt(3000);
            int height = 64 + random.nextInt(3000);
            Framing framing =
                    new Framing.ByAspectRatio(
                            1 + random.nextInt(21), 1 + random.nextInt(21), Anchor.CENTER);
            Canvas canvas;
            try {
                canvas = planner.plan(framing, width, height, 1);
            } catch (ProblemException e) {
                assertThat(e.problem().code())
                        .isIn(ErrorCode.CANVAS_TOO_LARGE, ErrorCode.NOTHING_TO_DO);
                continue;
            }
            assertThat(canvas.width() == width || canvas.height() == height).isTrue();
            assertThat(canvas.left() + width).isLessThanOrEqualTo(canvas.width());
            assertThat(canvas.top() + height).isLessThanOrEqualTo(canvas.height());
        }
    }

    @Test
    void theAnchorSaysWhereTheSourceLies() {
        assertThat(planner.plan(size(301, 200, Anchor.CENTER), 100, 100, 1))
                .isEqualTo(new Canvas(301, 200, 100, 50, 100, 100));
        assertThat(planner.plan(size(301, 200, Anchor.BOTTOM_RIGHT), 100, 100, 1))
                .isEqualTo(new Canvas(301, 200, 201, 100, 100, 100));
        assertThat(planner.plan(sizeAt(300, 200, 7, 9), 100, 100, 1))
                .isEqualTo(new Canvas(300, 200, 7, 9, 100, 100));
    }

    @Test
    void whatCannotBeIsRefusedByField() {
        assertThat(refused(sizeAt(300, 200, 201, 0), 100, 100).field()).contains("placement");
        assertThat(refused(size(99, 200, Anchor.LEFT), 100, 100).field()).contains("size.width");
        assertThat(refused(size(200, 99, Anchor.LEFT), 100, 100).field()).contains("size.height");
        assertThat(refused(size(100, 100, Anchor.LEFT), 100, 100).field()).contains("size");
        assertThat(
                        refused(
                                        margins(
                                                Length.NONE,
                                                Length.NONE,
                                                Length.NONE,
                                                new Percent(0.1)),
                                        100,
                                        100)
                                .code())
                .isEqualTo(ErrorCode.NOTHING_TO_DO);
        assertThat(refused(new Framing.ByAspectRatio(2, 1, Anchor.TOP), 200, 100).field())
                .contains("aspect_ratio");
    }

    @Test
    void numbersTooLargeForAnIntAreTooLarge_notWrapped() {
        Framing framing =
                margins(
                        new Pixels(Integer.MAX_VALUE),
                        Length.NONE,
                        new Pixels(Integer.MAX_VALUE),
                        new Percent(1e12));
        assertThat(refused(framing, 100, 100).code()).isEqualTo(ErrorCode.CANVAS_TOO_LARGE);
    }

    @Test
    void theLimitIsOfTheResult_enlargementIncluded() {
        Framing framing = size(5000, 5000, Anchor.CENTER);
        assertThat(planner.plan(framing, 100, 100, 1).width()).isEqualTo(5000);
        assertThat(
                        catchThrowableOfType(
                                        ProblemException.class,
                                        () -> planner.plan(framing, 100, 100, 2))
                                .problem()
                                .code())
                .isEqualTo(ErrorCode.CANVAS_TOO_LARGE);
    }
}
