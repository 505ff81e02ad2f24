package io.kuotu.common.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PassesTest {
    @Test
    void smallMarginsAreOnePass() {
        Canvas canvas = new Canvas(1365, 768, 170, 0, 1024, 768);
        assertThat(Passes.of(canvas)).containsExactly(canvas);
        Canvas nothingToDo = new Canvas(64, 64, 0, 0, 64, 64);
        assertThat(Passes.of(nothingToDo)).containsExactly(nothingToDo);
        Canvas doubled = new Canvas(200, 200, 50, 50, 100, 100);
        assertThat(Passes.of(doubled)).containsExactly(doubled);
    }

    @Test
    void threeTimesTheSideAllAroundIsThreePasses() {
        assertThat(Passes.of(new Canvas(448, 448, 192, 192, 64, 64)))
                .containsExactly(
                        new Canvas(128, 128, 32, 32, 64, 64),
                        new Canvas(256, 256, 64, 64, 128, 128),
                        new Canvas(448, 448, 96, 96, 256, 256));
    }

    @Test
    void eachGoesOnFromTheOneBefore_andTheLastEndsAtTheCanvas() {
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            int width = 1 + random.nextInt(500);
            int height = 1 + random.nextInt(500);
            int left = random.nextInt(3000);
            int top = random.nextInt(3000);
            Canvas canvas =
                    new Canvas(
                            left + width + random.nextInt(3000) + 1,
                            top + height + random.nextInt(3000),
                            left,
                            top,
                            width,
                            height);
            check(canvas, Passes.of(canvas));
        }
    }

    private static void check(Canvas canvas, List<Canvas> passes) {
        int width = canvas.sourceWidth();
        int height = canvas.sourceHeight();
        int left = 0;
        int top = 0;
        for (Canvas pass : passes) {
            assertThat(pass.sourceWidth()).isEqualTo(width);
            assertThat(pass.sourceHeight()).isEqualTo(height);
            assertThat(pass.width()).isBetween(width, 2 * width + 1);
            assertThat(pass.height()).isBetween(height, 2 * height + 1);
            width = pass.width();
            height = pass.height();
            left += pass.left();
            top += pass.top();
        }
        assertThat(
                        new Canvas(
                                width,
                                height,
                                left,
                                top,
                                canvas.sourceWidth(),
                                canvas.sourceHeight()))
                .isEqualTo(canvas);
    }
}
