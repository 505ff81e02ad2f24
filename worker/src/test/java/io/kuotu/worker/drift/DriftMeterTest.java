package io.kuotu.worker.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kuotu.common.job.Canvas;
import io.kuotu.common.job.DriftFigures;
import io.kuotu.common.job.DriftSeries;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.worker.likeness.Scenes;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.RowSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriftMeterTest {
    private static final Picture PHOTO = Scenes.photo();

    private static RowSource rows(Picture picture) {
        return RowSource.of(picture);
    }

    private static DriftFigures after(Picture frame) {
        return DriftMeter.recreating(rows(PHOTO)).recreated(rows(frame)).first();
    }

    @Test
    void theSamePictureHasNotDrifted() {
        DriftFigures same = after(PHOTO);
        assertThat(same.deltaE()).isZero();
        assertThat(same.msSsim()).hasValueSatisfying(v -> assertThat(v).isEqualTo(1));
        assertThat(same.edges()).isEqualTo(1);
        assertThat(same.features()).isZero();
        assertThat(same.words()).isEmpty();
    }

    @Test
    void aTintIsNamed_andItsSizeMeasured() {
        DriftFigures orange = after(Scenes.shifted(PHOTO, 25, -8, -30));
        assertThat(orange.words()).contains("warmer", "redder");
        assertThat(orange.yellow()).isGreaterThan(5);
        assertThat(orange.deltaE()).isBetween(4.0, 20.0);
        assertThat(orange.msSsim()).hasValueSatisfying(v -> assertThat(v).isGreaterThan(0.95));
        assertThat(after(Scenes.shifted(PHOTO, -20, -5, 25)).words()).contains("cooler");
        DriftFigures lighter = after(Scenes.shifted(PHOTO, 20, 20, 20));
        assertThat(lighter.words()).contains("lighter");
        assertThat(lighter.lightness()).isBetween(4.0, 12.0);
        assertThat(after(Scenes.shifted(PHOTO, -20, -20, -20)).words()).contains("darker");
        Picture grey =
                Scenes.picture(
                        1024,
                        768,
                        (x, y) -> {
                            int g = Scenes.colour(PHOTO, x, y) >> 8 & 0xFF;
                            return Scenes.rgb(g, g, g);
                        });
        assertThat(after(grey).words()).contains("less saturated");
    }

    @Test
    void meltingCostsStructure_notColour() {
        DriftFigures soft = after(Scenes.blurred(PHOTO, 20));
        assertThat(Math.abs(soft.lightness())).isLessThan(1);
        assertThat(soft.msSsim().orElseThrow()).isLessThan(0.9);
        assertThat(soft.edges()).isLessThan(0.7);
        assertThat(soft.features()).isGreaterThan(0.2);
        DriftFigures other = after(Scenes.street(1024, 768, 1));
        assertThat(other.msSsim().orElseThrow()).isLessThan(soft.msSsim().orElseThrow());
        assertThat(other.features()).isGreaterThan(soft.features());
    }

    @Test
    void eachFrameIsComparedWithTheFirst_andWithTheOneBefore() {
        DriftMeter meter = DriftMeter.recreating(rows(PHOTO));
        for (int n = 1; n <= 3; n++) {
            meter.recreated(rows(Scenes.shifted(PHOTO, 0, 0, -8 * n)));
        }
        DriftSeries series = meter.series();
        assertThat(series.comparison()).isEqualTo(DriftSeries.Comparison.PIXELS);
        assertThat(series.frames()).extracting(DriftSeries.Frame::frame).containsExactly(0, 1, 2);
        double first = series.frames().getFirst().first().yellow();
        double third = series.frames().getLast().first().yellow();
        double step = series.frames().getLast().before().yellow();
        assertThat(first).isPositive();
        assertThat(third).isBetween(2.5 * first, 3.5 * first);
        assertThat(step).isCloseTo(third / 3, within(0.25 * third));
        assertThat(JsonCodec.decode(JsonCodec.encode(series), DriftSeries.class)).isEqualTo(series);
    }

    @Test
    void anotherSizeIsBroughtToOne() {
        Picture small = Scenes.halved(PHOTO);
        DriftFigures figures = after(small);
        assertThat(figures.deltaE()).isLessThan(1.5);
        assertThat(figures.msSsim().orElseThrow()).isGreaterThan(0.95);
    }

    /** What a wider frame adds is compared with the picture that it was added to. */
    @Test
    void ofAWiderFrame_onlyTheNewPartCounts() {
        Canvas inner = new Canvas(640, 480, 64, 48, 512, 384);
        Canvas outer = new Canvas(800, 600, 80, 60, 640, 480);
        Picture source = part(PHOTO, 256, 192, 512, 384);
        Picture wider = part(PHOTO, 192, 144, 640, 480);
        Picture tinted = Scenes.shifted(part(PHOTO, 112, 84, 800, 600), 30, 0, -30);
        DriftMeter meter = DriftMeter.expanding(rows(source));
        DriftSeries.Frame first = meter.expanded(rows(wider), inner);
        Picture second = Scenes.joined(placed(wider, outer), tinted, outer);
        DriftSeries.Frame then = meter.expanded(rows(second), outer);

        assertThat(meter.series().comparison()).isEqualTo(DriftSeries.Comparison.STATISTICS);
        assertThat(first.first()).isEqualTo(first.before());
        assertThat(first.first().msSsim()).isEmpty();
        assertThat(then.before().yellow()).isGreaterThan(first.before().yellow() + 5);
        assertThat(then.before().words()).contains("warmer");
        assertThat(then.first().yellow()).isBetween(0.5, then.before().yellow() + 10);
        assertThat(first.first().edges()).isGreaterThan(0.4);
    }

    private static Picture part(Picture of, int left, int top, int width, int height) {
        return Scenes.picture(width, height, (x, y) -> Scenes.colour(of, left + x, top + y));
    }

    private static Picture placed(Picture inner, Canvas canvas) {
        return Scenes.picture(
                canvas.width(),
                canvas.height(),
                (x, y) ->
                        Scenes.colour(
                                inner,
                                Math.clamp(x - canvas.left(), 0, inner.width() - 1),
                                Math.clamp(y - canvas.top(), 0, inner.height() - 1)));
    }

    /** As after a worker's end. */
    @Test
    void whoGoesOnWithAChain_measuresTheSame() {
        DriftMeter whole = DriftMeter.recreating(rows(PHOTO));
        Picture first = Scenes.shifted(PHOTO, 5, 0, -5);
        Picture second = Scenes.shifted(PHOTO, 9, 0, -12);
        whole.recreated(rows(first));
        DriftSeries.Frame expected = whole.recreated(rows(second));
        DriftMeter other = DriftMeter.recreating(rows(PHOTO));
        other.goOn(1, rows(first), 0, 0);
        assertThat(other.recreated(rows(second))).isEqualTo(expected);

        Canvas inner = new Canvas(640, 480, 64, 48, 512, 384);
        Canvas outer = new Canvas(800, 600, 100, 70, 640, 480);
        Picture source = part(PHOTO, 200, 150, 512, 384);
        Picture wider = part(PHOTO, 136, 102, 640, 480);
        Picture widest = part(PHOTO, 36, 32, 800, 600);
        DriftMeter wide = DriftMeter.expanding(rows(source));
        wide.expanded(rows(wider), inner);
        DriftSeries.Frame last = wide.expanded(rows(widest), outer);
        DriftMeter later = DriftMeter.expanding(rows(source));
        later.goOn(1, rows(wider), 64, 48);
        assertThat(later.expanded(rows(widest), outer)).isEqualTo(last);
    }

    @Test
    void aFrameThatDoesNotFitIsRefused() {
        DriftMeter wider = DriftMeter.expanding(rows(part(PHOTO, 0, 0, 100, 80)));
        Canvas canvas = new Canvas(120, 80, 10, 0, 90, 80);
        assertThatThrownBy(() -> wider.expanded(rows(part(PHOTO, 0, 0, 120, 80)), canvas))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not hold the one before");
        assertThatThrownBy(() -> wider.recreated(rows(PHOTO)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void marginsThatNobodySees_areNoDrift() {
        DriftMeter meter = DriftMeter.expanding(rows(part(PHOTO, 0, 0, 1000, 700)));
        DriftSeries.Frame frame =
                meter.expanded(
                        rows(part(PHOTO, 0, 0, 1001, 700)), new Canvas(1001, 700, 0, 0, 1000, 700));
        assertThat(frame.first().deltaE()).isZero();
        assertThat(List.of(frame.first(), frame.before())).allMatch(f -> f.words().isEmpty());
    }
}
