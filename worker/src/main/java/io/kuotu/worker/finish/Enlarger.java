package io.kuotu.worker.finish;

import io.kuotu.common.job.Cost;
import io.kuotu.worker.batch.Claim;
import io.kuotu.worker.batch.Engine;
import io.kuotu.worker.batch.TileOrder;
import io.kuotu.worker.finish.TileGrid.Place;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.Planes;
import io.kuotu.worker.picture.RowSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Enlarges pictures tile by tile on a device. Blocks; meant for a virtual thread. */
public final class Enlarger {
    private static final int CORE = Cost.Tiling.CORE;

    /** Tiles of one picture that may be on their way at once: what bounds the memory. */
    private static final int AHEAD = 12;

    private final Engine engine;
    private final String bundle;
    private final int factor;
    private final int reach;

    public Enlarger(Engine engine, String bundle, int factor, int reach) {
        this.engine = engine;
        this.bundle = bundle;
        this.factor = factor;
        this.reach = reach;
    }

    /** For whom, and whom to tell how far it is. */
    public record Errand(Claim claim, Progress progress) {}

    /** Told after each tile; must not block. */
    @FunctionalInterface
    public interface Progress {
        void done(int tiles, int of);
    }

    public int factor() {
        return factor;
    }

    /** All of a picture. Transparency is enlarged to its nearest pixel. */
    public Picture enlarge(Picture small, Errand errand) {
        int width = Math.multiplyExact(small.width(), factor);
        int height = Math.multiplyExact(small.height(), factor);
        Picture large =
                new Picture(
                        width,
                        height,
                        new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))],
                        alpha(small),
                        small.profile().orElse(null));
        TileGrid grid = new TileGrid(small.width(), small.height(), CORE, reach);
        run(
                RowSource.of(small),
                grid,
                _ -> true,
                errand,
                (place, tile) -> writeBytes(large, place, tile));
        return large;
    }

    /** The parts of a model's picture that {@code wanted} names; elsewhere the nearest pixel. */
    public Planes enlarge(Planes small, Predicate<Rect> wanted, Errand errand) {
        TileGrid grid = new TileGrid(small.width(), small.height(), CORE, reach);
        Planes large = nearest(small);
        run(
                small,
                grid,
                place ->
                        wanted.test(
                                new Rect(place.left(), place.top(), place.width(), place.height())),
                errand,
                (place, tile) -> writeFloats(large, place, tile));
        return large;
    }

    /** A part of the small picture, px. */
    public record Rect(int left, int top, int width, int height) {}

    private interface Taken {
        void take(Place place, float[] tile);
    }

    private void run(
            RowSource small, TileGrid grid, Predicate<Place> wanted, Errand errand, Taken taken) {
        record Under(Place place, CompletableFuture<float[]> result) {}
        Deque<Under> under = new ArrayDeque<>();
        var places = grid.places().stream().filter(wanted).toList();
        int done = 0;
        for (Place place : places) {
            TileOrder order =
                    new TileOrder(errand.claim(), bundle, grid.tileSize(), grid.cut(small, place));
            under.add(new Under(place, engine.enlarge(order)));
            if (under.size() >= AHEAD) {
                Under first = under.remove();
                taken.take(first.place(), first.result().join());
                errand.progress().done(++done, places.size());
            }
        }
        for (Under rest : under) {
            taken.take(rest.place(), rest.result().join());
            errand.progress().done(++done, places.size());
        }
    }

    private void writeBytes(Picture large, Place place, float[] tile) {
        eachPixel(
                place,
                large.width(),
                (from, to) -> {
                    int plane = tile.length / 3;
                    for (int c = 0; c < 3; c++) {
                        large.rgb()[3 * to + c] =
                                (byte) Math.clamp(Math.round(tile[c * plane + from] * 255), 0, 255);
                    }
                });
    }

    private void writeFloats(Planes large, Place place, float[] tile) {
        int largePlane = large.width() * large.height();
        eachPixel(
                place,
                large.width(),
                (from, to) -> {
                    for (int c = 0; c < 3; c++) {
                        large.values()[c * largePlane + to] = tile[c * (tile.length / 3) + from];
                    }
                });
    }

    private interface PixelPair {
        void at(int from, int to);
    }

    /** Index pairs (in a plane of the tile, in a plane of the large picture) of a core's pixels. */
    private void eachPixel(Place place, int largeWidth, PixelPair copy) {
        int side = (CORE + 2 * reach) * factor;
        for (int y = 0; y < place.height() * factor; y++) {
            for (int x = 0; x < place.width() * factor; x++) {
                int from = (reach * factor + y) * side + reach * factor + x;
                copy.at(from, (place.top() * factor + y) * largeWidth + place.left() * factor + x);
            }
        }
    }

    private Planes nearest(Planes small) {
        int width = small.width() * factor;
        int height = small.height() * factor;
        float[] values = new float[3 * width * height];
        for (int i = 0; i < values.length; i++) {
            values[i] =
                    small.at(i / (width * height), i % width / factor, i / width % height / factor);
        }
        return new Planes(width, height, values);
    }

    private byte @Nullable [] alpha(Picture small) {
        byte[] from = small.alpha();
        if (from == null) {
            return null;
        }
        int width = small.width() * factor;
        byte[] to = new byte[width * small.height() * factor];
        for (int i = 0; i < to.length; i++) {
            to[i] = from[i / width / factor * small.width() + i % width / factor];
        }
        return to;
    }
}
