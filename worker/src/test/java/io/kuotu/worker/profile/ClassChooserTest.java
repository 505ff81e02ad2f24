package io.kuotu.worker.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.worker.pipeline.BatchClasses;
import io.kuotu.worker.pipeline.CanvasSize;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassChooserTest {
    /** Triples of size, ms and bits. */
    private static WorkProfile table(double... values) {
        List<Measure> sizes = new ArrayList<>();
        for (int i = 0; i < values.length; i += 3) {
            sizes.add(new Measure((int) values[i], values[i + 1], (int) values[i + 2]));
        }
        return new WorkProfile(Work.STEP, new CanvasSize(256, 256), sizes);
    }

    private static List<Integer> chosen(double... values) {
        return ClassChooser.choose(table(values)).sizes();
    }

    @Test
    void aProcessorOfOneGroupGoesUpToWhereThroughputSaturates() {
        assertThat(chosen(1, 34, 0, 2, 62, 0, 3, 90, 0, 4, 115, 0, 6, 172, 0, 8, 267, 0))
                .containsExactly(1, 2, 3, 4);
    }

    @Test
    void whereBatchesGainLittleALoneSampleIsNotMadeToWait() {
        assertThat(chosen(1, 50, 0, 2, 98, 1, 3, 146, 1, 4, 184, 2, 8, 389, 2)).containsExactly(1);
    }

    @Test
    void whereBatchesGainMuchOnlyTheirGroupCounts() {
        assertThat(chosen(1, 10, 0, 2, 10.5, 1, 4, 11, 1, 8, 12, 1, 16, 23.8, 1))
                .containsExactly(2, 4, 8);
    }

    @Test
    void aGpuWhoseBitsAgreeTakesAllSizesUpToSaturation() {
        assertThat(chosen(1, 10, 0, 2, 10, 0, 4, 11, 0, 8, 12, 0, 16, 20, 0))
                .containsExactly(1, 2, 4, 8, 16);
    }

    @Test
    void amongGoodGroupsTheOneWithTheQuickestLoneSampleIsChosen() {
        assertThat(chosen(4, 40, 0, 6, 60, 0, 8, 76, 1, 2, 21, 2)).containsExactly(2);
    }

    @Test
    void unsteadySizesAreNeverChosen() {
        assertThat(chosen(1, 10, Measure.UNSTEADY, 2, 11, Measure.UNSTEADY, 4, 40, 0))
                .containsExactly(4);
        assertThat(chosen(1, 10, Measure.UNSTEADY)).isEqualTo(BatchClasses.SINGLE.sizes());
    }

    @Test
    void withoutAMeasureEachSampleIsAlone() {
        assertThat(chosen()).containsExactly(1);
    }

    @Test
    void encoderAndDecoderShareSizesOfWhichBothGiveTheSameBits() {
        WorkProfile encode = table(1, 10, 0, 2, 11, 0, 4, 12, 0, 8, 13, 0);
        WorkProfile decode = table(1, 10, 0, 2, 11, 1, 4, 12, 1);
        WorkProfile both = encode.and(decode);
        assertThat(both.sizes()).extracting(Measure::batch).containsExactly(1, 2, 4);
        assertThat(both.at(4).orElseThrow().ms()).isEqualTo(24);
        assertThat(ClassChooser.choose(both).sizes()).containsExactly(2, 4);
        assertThat(encode.and(table(1, 1, Measure.UNSTEADY)).sizes())
                .containsExactly(new Measure(1, 11, Measure.UNSTEADY));
    }

    @Test
    void belowASizeAreTheSmallerClasses() {
        BatchClasses classes = BatchClasses.of(List.of(1, 2, 4));
        assertThat(classes.below(4).orElseThrow().sizes()).containsExactly(1, 2);
        assertThat(classes.below(3).orElseThrow().sizes()).containsExactly(1, 2);
        assertThat(classes.below(1)).isEmpty();
    }
}
