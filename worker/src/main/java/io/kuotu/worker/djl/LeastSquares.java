package io.kuotu.worker.djl;

/**
 * The linear map that comes closest to examples, which are added one by one: normal equations,
 * solved by Cholesky. For some hundred unknowns; one thread.
 */
final class LeastSquares {
    /**
     * Added to the diagonal, as a share of its mean: inputs that never vary, or that follow from
     * others, get a map all the same.
     */
    private static final double RIDGE = 1e-9;

    private final int inputs;
    private final int outputs;

    /** Sums of products of inputs, the lower triangle. */
    private final double[][] gram;

    /** Sums of products of inputs and outputs. */
    private final double[][] right;

    LeastSquares(int inputs, int outputs) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.gram = new double[inputs][inputs];
        this.right = new double[inputs][outputs];
    }

    void add(double[] in, double[] out) {
        for (int i = 0; i < inputs; i++) {
            for (int j = 0; j <= i; j++) {
                gram[i][j] += in[i] * in[j];
            }
            for (int k = 0; k < outputs; k++) {
                right[i][k] += in[i] * out[k];
            }
        }
    }

    /** Weights, [input][output]. Spends what was added: call it once. */
    double[][] solve() {
        strengthen();
        factor();
        for (int k = 0; k < outputs; k++) {
            forwards(k);
            backwards(k);
        }
        return right;
    }

    private void strengthen() {
        double trace = 0;
        for (int i = 0; i < inputs; i++) {
            trace += gram[i][i];
        }
        double ridge = Math.max(trace / inputs * RIDGE, Double.MIN_NORMAL);
        for (int i = 0; i < inputs; i++) {
            gram[i][i] += ridge;
        }
    }

    /** The lower triangle becomes its Cholesky factor. */
    private void factor() {
        for (int i = 0; i < inputs; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = gram[i][j];
                for (int k = 0; k < j; k++) {
                    rest -= gram[i][k] * gram[j][k];
                }
                gram[i][j] = i == j ? Math.sqrt(rest) : rest / gram[j][j];
            }
        }
    }

    private void forwards(int output) {
        for (int i = 0; i < inputs; i++) {
            for (int j = 0; j < i; j++) {
                right[i][output] -= gram[i][j] * right[j][output];
            }
            right[i][output] /= gram[i][i];
        }
    }

    private void backwards(int output) {
        for (int i = inputs - 1; i >= 0; i--) {
            for (int j = i + 1; j < inputs; j++) {
                right[i][output] -= gram[j][i] * right[j][output];
            }
            right[i][output] /= gram[i][i];
        }
    }
}
