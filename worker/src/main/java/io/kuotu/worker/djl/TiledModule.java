package io.kuotu.worker.djl;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.kuotu.worker.pipeline.TilePlan;
import io.kuotu.worker.pipeline.TilePlan.Span;
import java.util.List;

/**
 * A module that is run tile by tile where the canvas is larger than it knows; what the tiles say is
 * blended into one result for the whole canvas (MultiDiffusion, Bar-Tal et al. 2023: done in each
 * step, the tiles cannot drift apart). On the device's thread only.
 */
final class TiledModule implements AutoCloseable {
    private final Network module;
    private final Tiling tiling;
    private final Scale scale;

    /** What is run on a tile. */
    interface Network extends AutoCloseable {
        /** The result belongs to the manager of the first input. */
        NDArray forward(NDArray... inputs);

        @Override
        void close();
    }

    /**
     * In latent cells.
     *
     * @param whole a canvas of so many cells, or fewer, is one tile
     * @param side of a tile
     * @param overlap the least that neighbours share
     */
    record Tiling(int whole, int side, int overlap) {
        TilePlan plan(int width, int height) {
            return (long) width * height <= whole
                    ? TilePlan.of(width, height, Math.max(width, height), 0)
                    : TilePlan.of(width, height, side, overlap);
        }
    }

    /**
     * @param in pixels of the input per cell
     * @param out pixels of the result per cell
     */
    record Scale(int in, int out) {}

    TiledModule(Network module, Tiling tiling, Scale scale) {
        this.module = module;
        this.tiling = tiling;
        this.scale = scale;
    }

    /**
     * @param canvas [n, c, height, width]; the result belongs to its manager
     * @param rest given to each tile as it is
     */
    NDArray forward(NDArray canvas, NDArray... rest) {
        Shape shape = canvas.getShape();
        int height = (int) shape.get(2) / scale.in();
        int width = (int) shape.get(3) / scale.in();
        TilePlan plan = tiling.plan(width, height);
        if (plan.isOne()) {
            return run(canvas, rest);
        }
        List<float[]> rowShares = TilePlan.shares(plan.down(), scale.out());
        List<float[]> columnShares = TilePlan.shares(plan.across(), scale.out());
        NDArray whole = null;
        for (int row = 0; row < plan.down().size(); row++) {
            for (int column = 0; column < plan.across().size(); column++) {
                Span down = plan.down().get(row);
                Span across = plan.across().get(column);
                NDArray shares = shares(canvas, rowShares.get(row), columnShares.get(column));
                try (NDArray made = run(canvas.get(place(across, down, scale.in())), rest);
                        NDArray weighted = made.mul(shares)) {
                    if (whole == null) {
                        whole = blank(canvas, made, height, width);
                    }
                    whole.get(place(across, down, scale.out())).addi(weighted); // a view of it
                }
            }
        }
        return requireNonNull(whole, "a plan has tiles");
    }

    private NDArray blank(NDArray canvas, NDArray tile, int height, int width) {
        return canvas.getManager()
                .zeros(
                        new Shape(
                                canvas.getShape().get(0),
                                tile.getShape().get(1),
                                (long) height * scale.out(),
                                (long) width * scale.out()));
    }

    private NDArray run(NDArray input, NDArray... rest) {
        NDArray[] all = new NDArray[rest.length + 1];
        all[0] = input;
        System.arraycopy(rest, 0, all, 1, rest.length);
        return module.forward(all);
    }

    private static NDIndex place(Span across, Span down, int scale) {
        return new NDIndex()
                .addAllDim(2)
                .addSliceDim(
                        (long) down.start() * scale, (long) (down.start() + down.length()) * scale)
                .addSliceDim(
                        (long) across.start() * scale,
                        (long) (across.start() + across.length()) * scale);
    }

    private static NDArray shares(NDArray like, float[] down, float[] across) {
        NDArray column = like.getManager().create(down, new Shape(1, 1, down.length, 1));
        return column.mul(like.getManager().create(across, new Shape(1, 1, 1, across.length)));
    }

    @Override
    public void close() {
        module.close();
    }
}
