package io.kuotu.worker.likeness;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.job.Canvas;
import io.kuotu.worker.picture.Picture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsistencyTest {
    private static final Canvas SIDES = new Canvas(1024, 768, 256, 0, 512, 768);
    private static final Canvas AROUND = new Canvas(1024, 768, 200, 150, 624, 468);
    private static final Canvas RIGHT = new Canvas(1024, 768, 0, 0, 640, 768);

    private static Consistency of(Picture source, Picture around, Canvas canvas) {
        return Consistency.of(Scenes.joined(source, around, canvas), canvas);
    }

    /** Each worse than the one before, as most people would say. */
    private static Map<String, Picture> graded(Picture scene, Picture other) {
        Map<String, Picture> graded = new LinkedHashMap<>();
        graded.put("as it was", scene);
        graded.put("a little soft", Scenes.blurred(scene, 3));
        graded.put("of other colour", Scenes.shifted(scene, 34, 6, -30));
        graded.put("noisy", Scenes.noised(scene, 90, 3));
        graded.put("of another picture", other);
        return graded;
    }

    private static void assertOrdered(Picture scene, Picture other, Canvas canvas) {
        List<String> told = new ArrayList<>();
        List<Double> scores = new ArrayList<>();
        graded(scene, other)
                .forEach(
                        (name, around) -> {
                            Consistency consistency = of(scene, around, canvas);
                            told.add(name + " " + consistency.figures());
                            scores.add(consistency.score());
                        });
        for (int i = 1; i < scores.size(); i++) {
            assertThat(scores.get(i)).as("%s", told).isLessThan(scores.get(i - 1) - 0.02);
        }
        assertThat(scores.getFirst()).as("%s", told).isGreaterThan(0.75);
        Picture noise = Scenes.noise(scene.width(), scene.height(), 5);
        assertThat(of(scene, noise, canvas).score()).as("noise").isLessThan(scores.get(2) - 0.1);
    }

    @Test
    void ofAPhotograph_betterOnesScoreHigher() {
        for (Canvas canvas : List.of(SIDES, AROUND, RIGHT)) {
            assertOrdered(Scenes.photo(), Scenes.street(1024, 768, 3), canvas);
        }
    }

    @Test
    void ofMadeUpHills_betterOnesScoreHigher() {
        for (Canvas canvas : List.of(SIDES, RIGHT)) {
            assertOrdered(Scenes.hills(1024, 768, 1), Scenes.street(1024, 768, 3), canvas);
        }
    }

    @Test
    void moreOfTheSameFaultIsWorse() {
        Picture photo = Scenes.photo();
        assertFalling(
                List.of(
                        Scenes.blurred(photo, 1),
                        Scenes.blurred(photo, 3),
                        Scenes.blurred(photo, 8)));
        assertFalling(
                List.of(
                        Scenes.shifted(photo, 8, 2, -8),
                        Scenes.shifted(photo, 25, 5, -25),
                        Scenes.shifted(photo, 60, 10, -60)));
        assertFalling(
                List.of(
                        Scenes.noised(photo, 10, 1),
                        Scenes.noised(photo, 30, 1),
                        Scenes.noised(photo, 80, 1)));
    }

    private static void assertFalling(List<Picture> worse) {
        List<Double> scores =
                worse.stream().map(p -> of(Scenes.photo(), p, SIDES).score()).toList();
        for (int i = 1; i < scores.size(); i++) {
            assertThat(scores.get(i)).as("%s", scores).isLessThan(scores.get(i - 1));
        }
    }

    @Test
    void eachPartTellsItsOwnFault() {
        Picture photo = Scenes.photo();
        Consistency good = of(photo, photo, SIDES);
        Consistency coloured = of(photo, Scenes.shifted(photo, 40, 0, -40), SIDES);
        Consistency soft = of(photo, Scenes.blurred(photo, 8), SIDES);
        Consistency cut = of(photo, Scenes.moved(photo, 0, 40), SIDES);
        assertThat(coloured.palette()).isLessThan(good.palette() - 0.2);
        assertThat(coloured.texture()).isGreaterThan(good.texture() - 0.2);
        assertThat(soft.texture()).isLessThan(good.texture() - 0.2);
        assertThat(soft.palette()).isGreaterThan(good.palette() - 0.1);
        assertThat(cut.structure()).isLessThan(good.structure() - 0.1);
        assertThat(cut.palette()).isGreaterThan(good.palette() - 0.15);
    }

    @Test
    void aSkyAboveAMeadowIsNoFault() {
        Picture hills = Scenes.hills(1024, 768, 4);
        Canvas sky = new Canvas(1024, 768, 0, 400, 1024, 368);
        assertThat(of(hills, hills, sky).score())
                .isGreaterThan(of(hills, Scenes.street(1024, 768, 1), sky).score() + 0.2);
    }

    @Test
    void everyCanvasHasAScore_evenOfSliversAndOfOneColour() {
        Picture plain = Scenes.picture(120, 100, (_, _) -> 0x336699);
        assertThat(Consistency.of(plain, new Canvas(120, 100, 30, 20, 60, 50)).score())
                .isEqualTo(1);
        for (Canvas canvas :
                List.of(
                        new Canvas(1024, 768, 0, 0, 1023, 768),
                        new Canvas(1024, 768, 1, 1, 1022, 766),
                        new Canvas(1024, 768, 512, 384, 1, 1),
                        new Canvas(1024, 768, 0, 767, 1024, 1),
                        new Canvas(1024, 768, 500, 0, 20, 768))) {
            Consistency consistency = of(Scenes.photo(), Scenes.hills(1024, 768, 2), canvas);
            assertThat(consistency.score()).as("%s", canvas).isBetween(0.0, 1.0);
        }
        Picture dot = Scenes.picture(2, 1, (x, _) -> x * 0xFFFFFF);
        assertThat(Consistency.of(dot, new Canvas(2, 1, 0, 0, 1, 1)).score()).isBetween(0.0, 1.0);
    }
}
