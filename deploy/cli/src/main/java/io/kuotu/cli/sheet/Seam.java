package io.kuotu.cli.sheet;

import io.kuotu.common.picture.Lab;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;

/** How much of a line there is where a source ends. */
final class Seam {
    private Seam() {}

    /**
     * Mean CIEDE2000 between the two pixels on either side of the border of {@code known}, for all
     * sides of it that lie within the picture.
     */
    static double across(BufferedImage picture, Rectangle known) {
        double sum = 0;
        int count = 0;
        for (int y = known.y; y < known.y + known.height; y++) {
            if (known.x > 0) {
                sum += step(picture, known.x - 1, y, known.x, y);
                count++;
            }
            int right = known.x + known.width;
            if (right < picture.getWidth()) {
                sum += step(picture, right - 1, y, right, y);
                count++;
            }
        }
        for (int x = known.x; x < known.x + known.width; x++) {
            if (known.y > 0) {
                sum += step(picture, x, known.y - 1, x, known.y);
                count++;
            }
            int below = known.y + known.height;
            if (below < picture.getHeight()) {
                sum += step(picture, x, below - 1, x, below);
                count++;
            }
        }
        return sum / Math.max(1, count);
    }

    private static double step(BufferedImage picture, int x1, int y1, int x2, int y2) {
        return Lab.difference(Lab.of(picture.getRGB(x1, y1)), Lab.of(picture.getRGB(x2, y2)));
    }
}
