package io.kuotu.worker.enhance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kuotu.worker.picture.Picture;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RegionMapTest {
    /** Mean share of a region in a part of the map, in shares of its sides. */
    private static double share(
            RegionMap map, Region region, double left, double top, double right, double bottom) {
        double sum = 0;
        int count = 0;
        for (int y = (int) (top * map.height()); y < bottom * map.height(); y++) {
            for (int x = (int) (left * map.width()); x < right * map.width(); x++) {
                sum += map.at(region, x, y);
                count++;
            }
        }
        return sum / count;
    }

    @Test
    void theSamplesSkyIsAbove_andItsMeadowAndForestAreTexture() throws Exception {
        RegionMap map = RegionMap.of(Pictures.photo());
        assertThat(share(map, Region.SKY, 0, 0, 1, 0.1)).isGreaterThan(0.6);
        assertThat(share(map, Region.SKY, 0, 0.6, 1, 1)).isLessThan(0.02);
        assertThat(share(map, Region.TEXTURE, 0, 0.6, 1, 1)).isGreaterThan(0.5);
    }

    @Test
    void theyAddUpToOne() throws Exception {
        RegionMap map = RegionMap.of(Pictures.photo());
        for (int i = 0; i < 500; i++) {
            float sum = 0;
            for (Region region : Region.values()) {
                sum += map.at(region, i * 7 % map.width(), i * 3 % map.height());
            }
            assertThat(sum).isCloseTo(1, within(1e-4f));
        }
    }

    @Test
    void aMadeScene() {
        Random random = new Random(1);
        Picture scene =
                Pictures.of(
                        300,
                        300,
                        (_, y) -> {
                            if (y < 120) {
                                return 0x6FA8E8 + y / 12 * 0x010101; // sky
                            }
                            if (y < 200) {
                                return (20 + random.nextInt(90)) << 8 | 0x200020; // leaves
                            }
                            return 0x3F6F9F; // lake
                        });
        RegionMap map = RegionMap.of(scene);
        assertThat(share(map, Region.SKY, 0.1, 0.05, 0.9, 0.35)).isGreaterThan(0.9);
        assertThat(share(map, Region.TEXTURE, 0.1, 0.45, 0.9, 0.62)).isGreaterThan(0.8);
        assertThat(share(map, Region.WATER, 0.1, 0.75, 0.9, 0.95)).isGreaterThan(0.8);
        assertThat(share(map, Region.SKY, 0.1, 0.75, 0.9, 0.95)).isLessThan(0.05);
    }

    @Test
    void aSmallPictureHasRegionsToo() {
        RegionMap map = RegionMap.of(Pictures.grey(1, 3, 100));
        assertThat(map.width()).isOne();
        assertThat(map.share(Pictures.grey(1, 3, 100), _ -> 1).at(0, 2))
                .isCloseTo(1, within(1e-4f));
    }
}
