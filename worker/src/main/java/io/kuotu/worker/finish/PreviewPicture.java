package io.kuotu.worker.finish;

import io.kuotu.common.job.Canvas;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.Planes;
import io.kuotu.worker.picture.Resampler;
import io.kuotu.worker.picture.Resampler.Axis;
import io.kuotu.worker.picture.RowSource;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.Preview;
import io.kuotu.worker.pipeline.WorkingCanvas;
import io.kuotu.worker.prepare.WorkingGeometry;
import org.jspecify.annotations.Nullable;

/**
 * Pictures of a canvas on its way, small: what the model has in mind around the source as it is.
 * What a working canvas has beyond the canvas is cut off. One thread.
 */
public final class PreviewPicture {
    /** The long side, px; less where the working canvas is smaller. */
    private static final int LONG_SIDE = 256;

    private final WorkingGeometry geometry;
    private final int width;
    private final int height;

    private final WorkingCanvas start;
    private @Nullable Planes smallStart;

    /**
     * @param geometry of the working canvas
     * @param start what sampling starts from, the source in it
     */
    public PreviewPicture(WorkingGeometry geometry, WorkingCanvas start) {
        this.geometry = geometry;
        this.start = start;
        Canvas canvas = geometry.canvas();
        double across = geometry.x(canvas.width()) - geometry.x(0);
        double down = geometry.y(canvas.height()) - geometry.y(0);
        double scale = Math.min(1, LONG_SIDE / Math.max(across, down));
        this.width = (int) Math.max(1, Math.round(across * scale));
        this.height = (int) Math.max(1, Math.round(down * scale));
    }

    /** Of what sampling starts from. */
    public Picture ofStart() {
        return bytes(smallStart());
    }

    /** Of what the model has in mind. */
    public Picture of(Preview mind) {
        Planes made = small(new Planes(mind.width(), mind.height(), mind.pixels()));
        if (geometry.canvas().generatedPixels() > 0) { // else nothing of the source is kept
            paste(smallStart(), made);
        }
        return bytes(made);
    }

    private Planes smallStart() {
        if (smallStart == null) {
            CanvasSize size = start.size();
            smallStart = small(new Planes(size.width(), size.height(), start.pixels()));
        }
        return smallStart;
    }

    /** The canvas, cut out of a picture of the whole working canvas at any scale. */
    private Planes small(RowSource whole) {
        double across = (double) whole.width() / geometry.size().width();
        double down = (double) whole.height() / geometry.size().height();
        return Resampler.resample(
                whole,
                axis(geometry.x(0) * across, geometry.x(geometry.canvas().width()) * across, width),
                axis(geometry.y(0) * down, geometry.y(geometry.canvas().height()) * down, height));
    }

    private static Axis axis(double from, double to, int count) {
        return new Axis(from, (to - from) / count, count);
    }

    /** The source's part of one into another of the same size. */
    private void paste(Planes from, Planes into) {
        Canvas canvas = geometry.canvas();
        int left = scaled(canvas.left(), width, canvas.width());
        int right = scaled(canvas.left() + canvas.sourceWidth(), width, canvas.width());
        int top = scaled(canvas.top(), height, canvas.height());
        int bottom = scaled(canvas.top() + canvas.sourceHeight(), height, canvas.height());
        for (int c = 0; c < 3; c++) {
            for (int y = top; y < bottom; y++) {
                int at = (c * height + y) * width + left;
                System.arraycopy(from.values(), at, into.values(), at, right - left);
            }
        }
    }

    private static int scaled(int at, int size, int of) {
        return (int) Math.round((double) at * size / of);
    }

    private Picture bytes(Planes planes) {
        byte[] rgb = new byte[3 * width * height];
        for (int i = 0; i < rgb.length; i++) {
            int pixel = i / 3;
            float value = planes.at(i % 3, pixel % width, pixel / width);
            rgb[i] = (byte) Math.round(255 * Math.clamp(value, 0f, 1f));
        }
        return new Picture(width, height, rgb, null, null);
    }
}
