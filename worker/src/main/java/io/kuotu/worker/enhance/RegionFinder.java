package io.kuotu.worker.enhance;

import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.Planes;
import io.kuotu.worker.picture.Resampler;
import io.kuotu.worker.picture.Resampler.Axis;
import io.kuotu.worker.picture.RowSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;

/**
 * Finds regions by colour, fine variation and place, on a small copy of the picture: the sky grows
 * down from the upper edge, texture is where neighbours differ, edges where a large step is alone.
 * Nothing learnt. What comes out follows the picture's own edges (guided filter, He et al. 2010).
 * One thread's, used once.
 */
final class RegionFinder {
    /** Long side of the small copy, px. */
    private static final int SIDE = 320;

    /** Between neighbours of one sky: lightness and colour, of 1. */
    private static final float SKY_STEP = 0.035f;

    private static final float SKY_COLOUR_STEP = 0.03f;

    /** More variation than that is no sky, clouds included. */
    private static final float SKY_ROUGH = 0.045f;

    private static final int GUIDE_REACH = 4;
    private static final float GUIDE_SMOOTH = 1e-3f;

    private final int width;
    private final int height;
    private final Planes small;
    private final float[] lightness;
    private final float[] rough;
    private final float[] step;
    private final Lines lines;

    RegionFinder(Picture picture) {
        double scale = Math.min(1, (double) SIDE / Math.max(picture.width(), picture.height()));
        this.width = (int) Math.max(1, Math.round(picture.width() * scale));
        this.height = (int) Math.max(1, Math.round(picture.height() * scale));
        this.small =
                Resampler.resample(
                        RowSource.of(picture),
                        Axis.whole(picture.width(), width),
                        Axis.whole(picture.height(), height));
        this.lines = new Lines(width, height);
        this.lightness = new float[width * height];
        for (int i = 0; i < lightness.length; i++) {
            lightness[i] = Band.RED * red(i) + Band.GREEN * green(i) + Band.BLUE * blue(i);
        }
        this.rough = deviation(2);
        this.step = steps();
    }

    private float red(int i) {
        return small.values()[i];
    }

    private float green(int i) {
        return small.values()[width * height + i];
    }

    private float blue(int i) {
        return small.values()[2 * width * height + i];
    }

    /** Of lightness within {@code reach} px. */
    private float[] deviation(int reach) {
        float[] squares = new float[lightness.length];
        for (int i = 0; i < squares.length; i++) {
            squares[i] = lightness[i] * lightness[i];
        }
        float[] mean = lines.mean(lightness, reach);
        float[] square = lines.mean(squares, reach);
        for (int i = 0; i < square.length; i++) {
            square[i] = (float) Math.sqrt(Math.max(0, square[i] - mean[i] * mean[i]));
        }
        return square;
    }

    /** Of lightness across each place (Sobel's masks), where it is a little blurred. */
    private float[] steps() {
        float[] soft = lines.mean(lightness, 1);
        float[] steps = new float[soft.length];
        for (int y = 1; y < height - 1; y++) {
            for (int x = 1; x < width - 1; x++) {
                int i = y * width + x;
                float across =
                        soft[i - width + 1]
                                + 2 * soft[i + 1]
                                + soft[i + width + 1]
                                - soft[i - width - 1]
                                - 2 * soft[i - 1]
                                - soft[i + width - 1];
                float down =
                        soft[i + width - 1]
                                + 2 * soft[i + width]
                                + soft[i + width + 1]
                                - soft[i - width - 1]
                                - 2 * soft[i - width]
                                - soft[i - width + 1];
                steps[i] = (float) Math.hypot(across, down) / 4;
            }
        }
        return steps;
    }

    RegionMap found() {
        Map<Region, float[]> masks = new EnumMap<>(Region.class);
        float[] sky = sky();
        float[] around = lines.mean(rough, 6); // texture is rough all around, an edge is not
        for (Region region : Region.values()) {
            masks.put(region, new float[lightness.length]);
        }
        for (int i = 0; i < lightness.length; i++) {
            float ground = 1 - sky[i];
            float texture = rise(rough[i], 0.015f, 0.045f);
            float edge = rise(step[i], 0.12f, 0.25f) * (1 - rise(around[i], 0.03f, 0.07f));
            float skin = skin(i) * (1 - texture);
            float water = water(i) * (1 - rise(rough[i], 0.04f, 0.08f));
            put(masks, Region.SKY, i, sky[i]);
            float left = ground;
            left = take(masks, Region.EDGE, i, left, edge);
            left = take(masks, Region.WATER, i, left, water);
            left = take(masks, Region.SKIN, i, left, skin);
            left = take(masks, Region.TEXTURE, i, left, texture);
            put(masks, Region.PLAIN, i, left);
        }
        masks.replaceAll((_, mask) -> guided(mask));
        normalise(masks);
        return new RegionMap(width, height, masks);
    }

    private static void put(Map<Region, float[]> masks, Region region, int i, float share) {
        float[] mask = masks.get(region);
        if (mask != null) {
            mask[i] = share;
        }
    }

    /** Takes a share of what is left; returns what is left then. */
    private static float take(
            Map<Region, float[]> masks, Region region, int i, float left, float share) {
        put(masks, region, i, left * share);
        return left * (1 - share);
    }

    /** Grows from the upper edge through smooth places that look like a sky, step by small step. */
    private float[] sky() {
        float[] sky = new float[lightness.length];
        Deque<Integer> front = new ArrayDeque<>();
        for (int x = 0; x < width; x++) {
            reach(sky, front, x, x);
        }
        while (!front.isEmpty()) {
            int i = front.remove();
            int x = i % width;
            if (x > 0) {
                reach(sky, front, i, i - 1);
            }
            if (x < width - 1) {
                reach(sky, front, i, i + 1);
            }
            if (i >= width) {
                reach(sky, front, i, i - width);
            }
            if (i + width < sky.length) {
                reach(sky, front, i, i + width);
            }
        }
        return sky;
    }

    private void reach(float[] sky, Deque<Integer> front, int from, int to) {
        boolean alike =
                Math.abs(lightness[to] - lightness[from]) < SKY_STEP
                        && Math.abs(warmth(to) - warmth(from)) < SKY_COLOUR_STEP;
        if (sky[to] == 0 && alike && looksLikeSky(to)) {
            sky[to] = 1;
            front.add(to);
        }
    }

    private boolean looksLikeSky(int i) {
        boolean blue = blue(i) > red(i) - 0.02f && blue(i) >= green(i) - 0.01f;
        boolean bright = lightness[i] > 0.6f && green(i) <= Math.max(red(i), blue(i)) + 0.01f;
        return rough[i] < SKY_ROUGH && lightness[i] > 0.12f && (blue || bright);
    }

    /** Red over blue. */
    private float warmth(int i) {
        return red(i) - blue(i);
    }

    private float skin(int i) {
        float cb = Band.TO_CB * (blue(i) - lightness[i]) * 255;
        float cr = Band.TO_CR * (red(i) - lightness[i]) * 255;
        float far = (float) Math.hypot((cb + 20) / 16, (cr - 22) / 11);
        return (1 - rise(far, 0.7f, 1.3f)) * rise(lightness[i], 0.2f, 0.35f);
    }

    /** Bluer than anything else, and low down. */
    private float water(int i) {
        int row = i / width;
        float low = rise(row / (float) height, 0.4f, 0.6f);
        float cool = rise(blue(i) - Math.max(red(i), green(i) - 0.03f), 0, 0.05f);
        return low * cool;
    }

    /** 0 below {@code from}, 1 above {@code to}, level at both ends. */
    private static float rise(float value, float from, float to) {
        float t = Math.clamp((value - from) / (to - from), 0, 1);
        return t * t * (3 - 2 * t);
    }

    private float[] guided(float[] mask) {
        float[] product = new float[mask.length];
        float[] square = new float[mask.length];
        for (int i = 0; i < mask.length; i++) {
            product[i] = mask[i] * lightness[i];
            square[i] = lightness[i] * lightness[i];
        }
        float[] meanGuide = lines.mean(lightness, GUIDE_REACH);
        float[] meanMask = lines.mean(mask, GUIDE_REACH);
        float[] slope = lines.mean(product, GUIDE_REACH);
        float[] spread = lines.mean(square, GUIDE_REACH);
        float[] offset = new float[mask.length];
        for (int i = 0; i < mask.length; i++) {
            float variance = spread[i] - meanGuide[i] * meanGuide[i];
            slope[i] = (slope[i] - meanGuide[i] * meanMask[i]) / (variance + GUIDE_SMOOTH);
            offset[i] = meanMask[i] - slope[i] * meanGuide[i];
        }
        float[] slopes = lines.mean(slope, GUIDE_REACH);
        float[] offsets = lines.mean(offset, GUIDE_REACH);
        for (int i = 0; i < mask.length; i++) {
            offsets[i] = Math.clamp(slopes[i] * lightness[i] + offsets[i], 0, 1);
        }
        return offsets;
    }

    private static void normalise(Map<Region, float[]> masks) {
        int count = masks.values().iterator().next().length;
        for (int i = 0; i < count; i++) {
            float sum = 0;
            for (float[] mask : masks.values()) {
                sum += mask[i];
            }
            for (Map.Entry<Region, float[]> entry : masks.entrySet()) {
                float[] mask = entry.getValue();
                mask[i] = sum > 1e-4f ? mask[i] / sum : entry.getKey() == Region.PLAIN ? 1 : 0;
            }
        }
    }
}
