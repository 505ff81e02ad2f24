package io.kuotu.worker.drift;

import io.kuotu.common.job.Canvas;
import io.kuotu.common.job.DriftFigures;
import io.kuotu.common.job.DriftSeries;
import io.kuotu.common.job.DriftSeries.Comparison;
import io.kuotu.common.picture.Lab;
import io.kuotu.worker.likeness.EdgeMatch;
import io.kuotu.worker.likeness.Features;
import io.kuotu.worker.likeness.Glance;
import io.kuotu.worker.likeness.MsSsim;
import io.kuotu.worker.likeness.Region;
import io.kuotu.worker.likeness.Tones;
import io.kuotu.worker.picture.RowSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Measures frame after frame of one chain against its source and against the frame before. It keeps
 * glances, no pictures. The job's thread owns it.
 */
public final class DriftMeter {
    private final Comparison comparison;
    private final Seen first;
    private final List<DriftSeries.Frame> frames = new ArrayList<>();
    private Seen before;
    private int next;
    private int left;
    private int top;

    /** What is kept of a picture. */
    private record Seen(int width, int height, Glance glance, Features features, Tones tones) {
        static Seen of(RowSource picture, Glance glance) {
            return new Seen(
                    picture.width(),
                    picture.height(),
                    glance,
                    Features.of(glance, Region.WHOLE),
                    Tones.of(glance, Region.WHOLE));
        }
    }

    private DriftMeter(Comparison comparison, RowSource source) {
        this.comparison = comparison;
        this.first = Seen.of(source, Glance.of(source));
        this.before = first;
    }

    /** Of a chain whose frames all show what the source shows. */
    public static DriftMeter recreating(RowSource source) {
        return new DriftMeter(Comparison.PIXELS, source);
    }

    /** Of a chain whose frames each hold the one before. */
    public static DriftMeter expanding(RowSource source) {
        return new DriftMeter(Comparison.STATISTICS, source);
    }

    /**
     * Goes on with a chain that has frames already.
     *
     * @param frame that comes next, from 0 on
     * @param last the one before it
     * @param sourceLeft where in that the chain's source lies; 0 where frames are made anew
     * @param sourceTop the same downwards
     */
    public void goOn(int frame, RowSource last, int sourceLeft, int sourceTop) {
        Glance glance =
                comparison == Comparison.PIXELS ? Glance.of(last, first.glance()) : Glance.of(last);
        before = Seen.of(last, glance);
        next = frame;
        left = sourceLeft;
        top = sourceTop;
    }

    /** A frame that shows what the source shows, whatever its size. */
    public DriftSeries.Frame recreated(RowSource picture) {
        check(Comparison.PIXELS);
        Seen seen = Seen.of(picture, Glance.of(picture, first.glance()));
        DriftSeries.Frame frame =
                new DriftSeries.Frame(next, pixels(first, seen), pixels(before, seen));
        return add(frame, seen);
    }

    /**
     * A frame that holds the one before.
     *
     * @param picture all of it
     * @param canvas its size, and where the one before lies in it
     */
    public DriftSeries.Frame expanded(RowSource picture, Canvas canvas) {
        check(Comparison.STATISTICS);
        if (canvas.width() != picture.width()
                || canvas.height() != picture.height()
                || canvas.sourceWidth() != before.width()
                || canvas.sourceHeight() != before.height()) {
            throw new IllegalArgumentException("the frame does not hold the one before: " + canvas);
        }
        left += canvas.left();
        top += canvas.top();
        Canvas ofFirst =
                new Canvas(
                        canvas.width(), canvas.height(), left, top, first.width(), first.height());
        Seen seen = Seen.of(picture, Glance.of(picture));
        DriftSeries.Frame frame =
                new DriftSeries.Frame(
                        next,
                        statistics(first, seen.glance(), ofFirst),
                        statistics(before, seen.glance(), canvas));
        return add(frame, seen);
    }

    private void check(Comparison wanted) {
        if (comparison != wanted) {
            throw new IllegalStateException("this chain's frames are compared by " + comparison);
        }
    }

    private DriftSeries.Frame add(DriftSeries.Frame frame, Seen seen) {
        frames.add(frame);
        before = seen;
        next++;
        return frame;
    }

    private static DriftFigures pixels(Seen earlier, Seen later) {
        return figures(
                Tones.difference(earlier.glance(), later.glance()),
                earlier.tones(),
                later.tones(),
                Optional.of(rounded(MsSsim.of(earlier.glance(), later.glance()))),
                EdgeMatch.of(earlier.glance(), later.glance()),
                earlier.features().distance(later.features()));
    }

    /** What was made around the earlier picture against that picture, each on the whole. */
    private static DriftFigures statistics(Seen earlier, Glance later, Canvas canvas) {
        Region made = Region.made(later, canvas);
        Tones tones = Tones.of(later, made);
        if (tones.pixels() == 0) { // margins so thin that a glance does not see them
            return figures(0, earlier.tones(), earlier.tones(), Optional.empty(), 1, 0);
        }
        Features features = Features.of(later, made);
        return figures(
                Lab.difference(earlier.tones().mean(), tones.mean()),
                earlier.tones(),
                tones,
                Optional.empty(),
                earlier.features().sharedEdges(features),
                earlier.features().distance(features));
    }

    private static DriftFigures figures(
            double deltaE,
            Tones earlier,
            Tones later,
            Optional<Double> msSsim,
            double edges,
            double features) {
        return new DriftFigures(
                rounded(deltaE),
                rounded(later.mean().l() - earlier.mean().l()),
                rounded(later.mean().a() - earlier.mean().a()),
                rounded(later.mean().b() - earlier.mean().b()),
                rounded(later.chroma() - earlier.chroma()),
                msSsim,
                rounded(edges),
                rounded(features));
    }

    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }

    /** Of the frames that it has seen. */
    public DriftSeries series() {
        return new DriftSeries(comparison, frames);
    }
}
