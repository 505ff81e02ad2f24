package io.kuotu.cli.sheet;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeamTest {
    private static final int SIDE = 60;

    /** Grain on two greys that differ by {@code step} inside and outside of a rectangle. */
    private static BufferedImage picture(Rectangle known, int step) {
        Random random = new Random(1);
        BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int level = 120 + random.nextInt(8) + (known.contains(x, y) ? step : 0);
                picture.setRGB(x, y, level << 16 | level << 8 | level);
            }
        }
        return picture;
    }

    @Test
    void aStepAtTheBorderShows() {
        for (HiddenPart part : HiddenPart.values()) {
            Rectangle known = part.known(SIDE, SIDE);
            double even = Seam.across(picture(known, 0), known);
            double stepped = Seam.across(picture(known, 30), known);
            assertThat(stepped).as(part.label()).isGreaterThan(3 * even);
        }
    }

    @Test
    void aMirrorLeavesNoSeam_anyPartKnown() {
        for (HiddenPart part : HiddenPart.values()) {
            Rectangle known = part.known(SIDE, SIDE);
            BufferedImage mirrored = Baselines.mirror(picture(known, 30), known);
            assertThat(Seam.across(mirrored, known)).as(part.label()).isLessThan(1e-9);
        }
    }
}
