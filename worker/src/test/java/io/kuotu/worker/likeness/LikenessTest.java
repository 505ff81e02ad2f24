package io.kuotu.worker.likeness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.RowSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class LikenessTest {
    private static Glance glance(Picture picture) {
        return Glance.of(RowSource.of(picture));
    }

    @Test
    void aGlanceIsSmall_andNeverLargerThanItsPicture() {
        assertThat(glance(Scenes.photo()).height()).isEqualTo(Glance.SHORT_SIDE);
        assertThat(glance(Scenes.photo()).width()).isEqualTo(235);
        Glance small = glance(Scenes.hills(70, 64, 1));
        assertThat(small.width()).isEqualTo(70);
        Glance wide = glance(Scenes.picture(8000, 200, (x, y) -> x + y));
        assertThat(wide.width()).isEqualTo(704);
        assertThat(wide.height()).isEqualTo(18);
    }

    @Test
    void aPictureIsLikeItself_inEveryWay() {
        Glance photo = glance(Scenes.photo());
        Features features = Features.of(photo, Region.WHOLE);
        assertThat(MsSsim.of(photo, photo)).isEqualTo(1, within(1e-6));
        assertThat(EdgeMatch.of(photo, photo)).isEqualTo(1);
        assertThat(Tones.difference(photo, photo)).isZero();
        assertThat(features.distance(features)).isZero();
        assertThat(features.sharedEdges(features)).isEqualTo(1);
    }

    @Test
    void edgesAreFoundAgain_whereTheyAre() {
        Picture photo = Scenes.photo();
        Glance glance = glance(photo);
        double noised = EdgeMatch.of(glance, glance(Scenes.noised(photo, 8, 1)));
        double moved = EdgeMatch.of(glance, glance(Scenes.moved(photo, 40, 25)));
        double other = EdgeMatch.of(glance, glance(Scenes.street(1024, 768, 1)));
        assertThat(noised).isGreaterThan(0.9);
        assertThat(moved).isLessThan(0.6);
        assertThat(other).isLessThan(0.5);
    }

    @Test
    void ofNoEdges_allAreFound_andSomeAreNotFoundInNone() {
        Glance plain = glance(Scenes.picture(100, 100, (_, _) -> 0x808080));
        Glance line = glance(Scenes.picture(100, 100, (x, _) -> x < 50 ? 0 : 0xFFFFFF));
        assertThat(EdgeMatch.of(plain, plain)).isEqualTo(1);
        assertThat(EdgeMatch.of(plain, line)).isZero();
        assertThat(EdgeMatch.of(line, plain)).isZero();
    }

    /** What features are for: they know a place by what is there, not by where it lies. */
    @Test
    void featuresMindWhatThereIs_notWhereItLies() {
        Picture photo = Scenes.photo();
        Features here = Features.of(glance(photo), Region.WHOLE);
        Features moved = Features.of(glance(Scenes.moved(photo, 300, 0)), Region.WHOLE);
        Features soft = Features.of(glance(Scenes.blurred(photo, 14)), Region.WHOLE);
        Features other = Features.of(glance(Scenes.street(1024, 768, 1)), Region.WHOLE);
        assertThat(here.distance(moved)).isLessThan(0.1);
        assertThat(here.distance(soft)).isBetween(0.2, here.distance(other));
        assertThat(here.distance(other)).isGreaterThan(0.7);
        assertThat(here.distance(other)).isEqualTo(other.distance(here));
        assertThat(here.sharedEdges(moved)).isGreaterThan(0.95);
        assertThat(here.sharedEdges(soft)).isLessThan(0.8);
    }

    @Test
    void energiesKnowTheirOrientation() {
        Glance upright = glance(Scenes.picture(96, 96, (x, _) -> x / 4 % 2 == 0 ? 0 : 0xFFFFFF));
        Glance flat = glance(Scenes.picture(96, 96, (_, y) -> y / 4 % 2 == 0 ? 0 : 0xFFFFFF));
        assertThat(Features.of(upright, Region.WHOLE).sharedEdges(Features.of(flat, Region.WHOLE)))
                .isLessThan(0.05);
        List<Octave> octaves = upright.octaves();
        assertThat(octaves).hasSize(4);
        assertThat(octaves.getFirst().orientation()).containsOnly(0f);
    }

    @Test
    void glancesOfTwoSizesAreNotCompared() {
        Glance one = glance(Scenes.hills(100, 80, 1));
        Glance two = glance(Scenes.hills(80, 100, 1));
        assertThatThrownBy(() -> MsSsim.of(one, two)).hasMessageContaining("two sizes");
        assertThatThrownBy(() -> EdgeMatch.of(one, two)).hasMessageContaining("two sizes");
        assertThatThrownBy(() -> Tones.difference(one, two)).hasMessageContaining("two sizes");
    }
}
