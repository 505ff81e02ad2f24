package io.kuotu.worker.simulate;

import io.kuotu.common.job.Cost;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.Stage;
import io.kuotu.worker.batch.Claim;
import io.kuotu.worker.batch.TileOrder;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleManifest.Image;
import io.kuotu.worker.bundle.BundleManifest.Upscale;
import io.kuotu.worker.job.Workshop;
import io.kuotu.worker.pipeline.CanvasSize;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/** As many tiles as a picture has, through the device, without their pixels. */
final class SimulatedTiles {
    private static final float[] TILE = new float[3];
    private static final int AHEAD = 12; // on their way at once, as of real ones

    private final Workshop shop;
    private final Job job;
    private final Bundle bundle;
    private final int factor;
    private final int reach;

    SimulatedTiles(Workshop shop, Job job, Bundle bundle) {
        this.shop = shop;
        this.job = job;
        this.bundle = bundle;
        this.factor = bundle.manifest().upscale().map(Upscale::factor).orElse(1);
        this.reach =
                bundle.manifest()
                        .image()
                        .map(Image::tileReach)
                        .orElseGet(() -> bundle.manifest().upscale().orElseThrow().reach());
    }

    /** Once over the picture; the number of tiles. Of a picture that is squeezed: one. */
    int paint(int width, int height) {
        int tiles = across(width) * across(height);
        pass(tiles);
        return tiles;
    }

    /** Passes until {@code wanted} is reached; the number of tiles. */
    int enlarge(int wanted, int width, int height) {
        int all = 0;
        for (int reached = 1; reached < wanted; reached *= factor) {
            int tiles = across(width * reached) * across(height * reached);
            pass(tiles);
            all += tiles;
        }
        return all;
    }

    private static int across(int px) {
        return Math.ceilDiv(px, Cost.Tiling.CORE);
    }

    private void pass(int tiles) {
        int side = Cost.Tiling.CORE + 2 * reach;
        TileOrder order =
                new TileOrder(Claim.of(job), bundle.name(), new CanvasSize(side, side), TILE);
        Deque<CompletableFuture<float[]>> under = new ArrayDeque<>();
        int done = 0;
        for (int tile = 0; tile < tiles; tile++) {
            under.add(shop.engine().enlarge(order));
            if (under.size() >= AHEAD) {
                under.remove().join();
                shop.events().progress(job.id(), Stage.UPSCALE, ++done, tiles);
            }
        }
        for (CompletableFuture<float[]> rest : under) {
            rest.join();
            shop.events().progress(job.id(), Stage.UPSCALE, ++done, tiles);
        }
    }
}
