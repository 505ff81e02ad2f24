package io.kuotu.worker.enhance;

import io.kuotu.worker.picture.Picture;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * How much of each region each place of a picture is, at a smaller size; sums to one everywhere.
 * Immutable: whoever makes one lets go of the arrays.
 */
public final class RegionMap {
    private final int width;
    private final int height;
    private final Map<Region, float[]> masks;

    RegionMap(int width, int height, Map<Region, float[]> masks) {
        this.width = width;
        this.height = height;
        this.masks = new EnumMap<>(masks);
    }

    /** Of a picture. */
    public static RegionMap of(Picture picture) {
        return new RegionFinder(picture).found();
    }

    /** Share of a region, at small places of the map; 0 to 1. */
    float at(Region region, int x, int y) {
        float[] mask = masks.get(region);
        return mask == null ? 0 : mask[y * width + x];
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /**
     * Of what a stage's change is worth in each region, for each px of the picture: between the
     * map's places on planes between them.
     */
    Share share(Picture picture, ToDoubleFunction<Region> worth) {
        float[] small = new float[width * height];
        masks.forEach(
                (region, mask) -> {
                    float part = (float) worth.applyAsDouble(region);
                    for (int i = 0; i < small.length; i++) {
                        small[i] += part * mask[i];
                    }
                });
        float across = (float) width / picture.width();
        float down = (float) height / picture.height();
        return (x, y) -> between(small, (x + 0.5f) * across - 0.5f, (y + 0.5f) * down - 0.5f);
    }

    private float between(float[] values, float x, float y) {
        float atX = Math.clamp(x, 0, width - 1);
        float atY = Math.clamp(y, 0, height - 1);
        int left = Math.min((int) atX, Math.max(0, width - 2));
        int top = Math.min((int) atY, Math.max(0, height - 2));
        int right = Math.min(left + 1, width - 1);
        int bottom = Math.min(top + 1, height - 1);
        float shareX = atX - left;
        float shareY = atY - top;
        float above =
                (1 - shareX) * values[top * width + left] + shareX * values[top * width + right];
        float below =
                (1 - shareX) * values[bottom * width + left]
                        + shareX * values[bottom * width + right];
        return (1 - shareY) * above + shareY * below;
    }

    /** The picture, grey, with each region in its colour. */
    public Picture overlay(Picture picture) {
        Map<Region, Share> shares = new EnumMap<>(Region.class);
        for (Region region : Region.values()) {
            shares.put(region, share(picture, r -> r == region ? 1 : 0));
        }
        byte[] rgb = picture.rgb().clone();
        for (int i = 0; i < rgb.length; i += 3) {
            int x = i / 3 % picture.width();
            int y = i / 3 / picture.width();
            float[] colour = new float[3];
            for (Map.Entry<Region, Share> entry : shares.entrySet()) {
                float part = entry.getValue().at(x, y);
                int shown = entry.getKey().colour();
                for (int c = 0; c < 3; c++) {
                    colour[c] += part * ((shown >> (16 - 8 * c)) & 0xFF);
                }
            }
            float grey =
                    Band.RED * (rgb[i] & 0xFF)
                            + Band.GREEN * (rgb[i + 1] & 0xFF)
                            + Band.BLUE * (rgb[i + 2] & 0xFF);
            for (int c = 0; c < 3; c++) {
                rgb[i + c] = (byte) Math.clamp(Math.round(0.5f * grey + 0.5f * colour[c]), 0, 255);
            }
        }
        return new Picture(picture.width(), picture.height(), rgb, null, null);
    }
}
