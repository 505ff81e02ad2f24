package io.kuotu.worker.prepare;

import io.kuotu.common.job.Canvas;
import io.kuotu.common.job.WorkingPlace;
import io.kuotu.worker.bundle.BundleManifest.Outpaint;
import io.kuotu.worker.pipeline.CanvasSize;

/**
 * How a canvas lies at the size that a model works at: the source has whole pixels there,
 * everything else follows it. The working canvas may reach beyond the canvas on the right and at
 * the bottom, to be a multiple of what the model takes; that part is generated and dropped.
 *
 * @param canvas at full size
 * @param size of the working canvas, px
 * @param left column of the source there
 * @param top row of the source there
 * @param width of the source there
 * @param height of the source there
 */
public record WorkingGeometry(
        Canvas canvas, CanvasSize size, int left, int top, int width, int height) {
    /** The short side at the bundle's native size, as far as the bundle's largest area allows. */
    public static WorkingGeometry of(Canvas canvas, Outpaint bundle) {
        WorkingPlace place = WorkingPlace.of(canvas, bundle.sizes());
        CanvasSize size = new CanvasSize(place.canvasWidth(), place.canvasHeight());
        return new WorkingGeometry(
                canvas, size, place.left(), place.top(), place.width(), place.height());
    }

    /** The same, everything {@code times} as large. */
    public WorkingGeometry finer(int times) {
        return new WorkingGeometry(
                canvas,
                new CanvasSize(size.width() * times, size.height() * times),
                left * times,
                top * times,
                width * times,
                height * times);
    }

    /** Working px per canvas px. */
    public double scaleX() {
        return (double) width / canvas.sourceWidth();
    }

    public double scaleY() {
        return (double) height / canvas.sourceHeight();
    }

    /** Where a canvas column begins there. */
    public double x(double canvasX) {
        return left + (canvasX - canvas.left()) * scaleX();
    }

    public double y(double canvasY) {
        return top + (canvasY - canvas.top()) * scaleY();
    }
}
