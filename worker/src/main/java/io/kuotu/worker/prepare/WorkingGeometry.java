package io.kuotu.worker.prepare;

import io.kuotu.common.job.Canvas;
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
    private static final double MOST_ENLARGED = 4;

    /** The short side at the bundle's native size, as far as the bundle's largest area allows. */
    public static WorkingGeometry of(Canvas canvas, Outpaint bundle) {
        double shortSide = Math.min(canvas.width(), canvas.height());
        double byArea = bundle.largest() / Math.sqrt((double) canvas.pixels());
        double scale = Math.min(MOST_ENLARGED, Math.min(bundle.nativeSize() / shortSide, byArea));
        int left = (int) Math.round(canvas.left() * scale);
        int top = (int) Math.round(canvas.top() * scale);
        int width = (int) Math.max(1, Math.round(canvas.sourceWidth() * scale));
        int height = (int) Math.max(1, Math.round(canvas.sourceHeight() * scale));
        double right =
                left
                        + (canvas.sourceWidth() + canvas.right())
                                * ((double) width / canvas.sourceWidth());
        double bottom =
                top
                        + (canvas.sourceHeight() + canvas.bottom())
                                * ((double) height / canvas.sourceHeight());
        CanvasSize size =
                new CanvasSize(
                        roundedUp(right, bundle.multiple()), roundedUp(bottom, bundle.multiple()));
        return new WorkingGeometry(canvas, size, left, top, width, height);
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

    private static int roundedUp(double length, int multiple) {
        return (int) Math.ceil((length - 1e-6) / multiple) * multiple;
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
