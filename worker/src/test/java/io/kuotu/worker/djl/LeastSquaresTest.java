package io.kuotu.worker.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LeastSquaresTest {
    private static final double TOLERANCE = 1e-6; // what the ridge moves

    private final Random random = new Random(3);

    private double[] drawn(int count) {
        return random.doubles(count, -2, 2).toArray();
    }

    @Test
    void aLinearMapIsFoundExactly() {
        double[][] map = {drawn(3), drawn(3), drawn(3), drawn(3)};
        LeastSquares fit = new LeastSquares(4, 3);
        for (int i = 0; i < 50; i++) {
            double[] in = drawn(4);
            fit.add(in, mapped(map, in));
        }
        double[][] found = fit.solve();
        for (int i = 0; i < map.length; i++) {
            assertThat(found[i]).containsExactly(map[i], within(TOLERANCE));
        }
    }

    private static double[] mapped(double[][] map, double[] in) {
        double[] out = new double[map[0].length];
        for (int k = 0; k < out.length; k++) {
            for (int i = 0; i < in.length; i++) {
                out[k] += in[i] * map[i][k];
            }
        }
        return out;
    }

    @Test
    void betweenExamplesThatContradictEachOther_liesTheMean() {
        LeastSquares fit = new LeastSquares(1, 1);
        fit.add(new double[] {1}, new double[] {2});
        fit.add(new double[] {1}, new double[] {4});
        assertThat(fit.solve()[0][0]).isCloseTo(3, within(TOLERANCE));
    }

    @Test
    void inputsThatSayTheSame_shareTheWork() {
        LeastSquares fit = new LeastSquares(2, 1);
        for (int i = 0; i < 20; i++) {
            double x = random.nextDouble();
            fit.add(new double[] {x, x}, new double[] {2 * x});
        }
        double[][] found = fit.solve();
        assertThat(found[0][0] + found[1][0]).isCloseTo(2, within(TOLERANCE));
    }

    @Test
    void inputsThatNeverVary_doNotBreakIt() {
        LeastSquares fit = new LeastSquares(2, 1);
        fit.add(new double[] {0, 1}, new double[] {5});
        fit.add(new double[] {0, 2}, new double[] {10});
        double[][] found = fit.solve();
        assertThat(found[0][0]).isZero();
        assertThat(found[1][0]).isCloseTo(5, within(TOLERANCE));
    }
}
