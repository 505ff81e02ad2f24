package io.kuotu.worker.simulate;

import io.kuotu.common.job.Rendition;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.PictureEncoder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Files of pictures that say SIMULATED in white on blue. The latest sizes are kept, so that jobs of
 * one size cost no encoding but the first. Thread safe; who needs a new size waits for others that
 * do.
 */
final class SimulatedPictures {
    private static final int KEPT = 64;
    private static final byte[] BLUE = {0x30, 0x48, 0x70};

    private record Key(int width, int height, Rendition rendition) {}

    private final Map<Key, byte[]> files =
            new LinkedHashMap<>(KEPT, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Key, byte[]> eldest) {
                    return size() > KEPT;
                }
            };

    /** The caller does not write to it. */
    synchronized byte[] file(int width, int height, Rendition rendition) {
        Key key = new Key(width, height, rendition);
        byte[] file = files.get(key);
        if (file == null) {
            file = PictureEncoder.encode(picture(width, height), rendition);
            files.put(key, file);
        }
        return file;
    }

    private static Picture picture(int width, int height) {
        byte[] rgb = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = BLUE[i % 3];
        }
        int unit = Math.max(1, Math.min(width / (Word.WIDTH + 2), height / (Word.HEIGHT + 2)));
        int left = Math.max(0, (width - unit * Word.WIDTH) / 2);
        int top = Math.max(0, (height - unit * Word.HEIGHT) / 2);
        for (int y = top; y < Math.min(height, top + unit * Word.HEIGHT); y++) {
            for (int x = left; x < Math.min(width, left + unit * Word.WIDTH); x++) {
                if (Word.isInk((x - left) / unit, (y - top) / unit)) {
                    int at = 3 * (y * width + x);
                    Arrays.fill(rgb, at, at + 3, (byte) 0xFF);
                }
            }
        }
        return new Picture(width, height, rgb, null, null);
    }
}
