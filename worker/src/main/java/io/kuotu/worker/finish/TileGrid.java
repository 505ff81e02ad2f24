package io.kuotu.worker.finish;

import io.kuotu.worker.picture.RowSource;
import io.kuotu.worker.pipeline.CanvasSize;
import java.util.ArrayList;
import java.util.List;

/**
 * A picture cut into tiles for a network that looks {@code reach} px far: each tile is its core and
 * that much around it, so the cores' enlargements join without a trace. Tiles have one size, so
 * that they batch; beyond the picture's edge its edge repeats.
 *
 * @param width of the picture, px
 * @param height of the picture, px
 * @param core side of a tile's core, px
 * @param reach around it, px
 */
record TileGrid(int width, int height, int core, int reach) {
    /**
     * A core's place in the picture; {@code width} and {@code height} are what of it lies inside.
     */
    record Place(int left, int top, int width, int height) {}

    CanvasSize tileSize() {
        return new CanvasSize(core + 2 * reach, core + 2 * reach);
    }

    List<Place> places() {
        List<Place> places = new ArrayList<>();
        for (int top = 0; top < height; top += core) {
            for (int left = 0; left < width; left += core) {
                places.add(
                        new Place(
                                left,
                                top,
                                Math.min(core, width - left),
                                Math.min(core, height - top)));
            }
        }
        return places;
    }

    /** The pixels of a tile, three planes of rows. */
    float[] cut(RowSource picture, Place place) {
        int side = core + 2 * reach;
        float[] tile = new float[3 * side * side];
        float[] row = new float[3 * width];
        for (int y = 0; y < side; y++) {
            picture.row(Math.clamp(place.top() - reach + y, 0, height - 1), row);
            for (int c = 0; c < 3; c++) {
                for (int x = 0; x < side; x++) {
                    tile[(c * side + y) * side + x] =
                            row[c * width + Math.clamp(place.left() - reach + x, 0, width - 1)];
                }
            }
        }
        return tile;
    }
}
