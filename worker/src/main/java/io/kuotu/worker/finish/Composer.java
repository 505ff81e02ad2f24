package io.kuotu.worker.finish;

import io.kuotu.common.job.Canvas;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.Planes;
import io.kuotu.worker.picture.Resampler;
import io.kuotu.worker.picture.Resampler.Axis;
import io.kuotu.worker.picture.RowSource;
import io.kuotu.worker.prepare.WorkingGeometry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Puts the generated part around the source at full size. The source's bytes are copied as they
 * are; every change, the seam's blending included, is on the generated side.
 */
public final class Composer {
    /** Rows that are in memory as floating point at once. */
    private static final int BAND_ROWS = 128;

    /** The membrane's reach, as a share of the source's short side. */
    private static final double FADE_SHARE = 0.2;

    /**
     * What is done to the generated part.
     *
     * @param membrane the model's known error at the border is carried outwards
     * @param texture the source's own, where it is wanted
     */
    public record Finishing(boolean membrane, Optional<Texture> texture) {}

    private Composer() {}

    /**
     * @param source as decoded
     * @param geometry of the working canvas
     * @param generated the model's picture of the whole working canvas, or an enlargement of it
     * @param finishing what else is done to the generated part
     * @return the canvas, filled
     */
    public static Picture compose(
            Picture source, WorkingGeometry geometry, Planes generated, Finishing finishing) {
        Canvas canvas = geometry.canvas();
        Picture result = Picture.blankLike(source, canvas.width(), canvas.height());
        double fadePx = Math.max(8, FADE_SHARE * Math.min(source.width(), source.height()));
        Optional<BorderError> errors =
                finishing.membrane()
                        ? Optional.of(
                                new BorderError(
                                        canvas,
                                        borderErrors(
                                                source, geometry, generated, finishing.texture()),
                                        fadePx))
                        : Optional.empty();
        for (Strip strip : strips(canvas)) {
            Planes band = atFullSize(strip, geometry, generated);
            IntStream.range(0, strip.height())
                    .parallel()
                    .forEach(y -> fill(result, strip, y, band, errors, finishing.texture()));
        }
        result.paste(source, canvas.left(), canvas.top());
        return result;
    }

    /** A part of the canvas without source pixels, px. */
    private record Strip(int left, int top, int width, int height) {}

    private static List<Strip> strips(Canvas canvas) {
        int below = canvas.top() + canvas.sourceHeight();
        int beside = canvas.left() + canvas.sourceWidth();
        List<Strip> all = new ArrayList<>();
        addBands(all, new Strip(0, 0, canvas.width(), canvas.top()));
        addBands(all, new Strip(0, canvas.top(), canvas.left(), canvas.sourceHeight()));
        addBands(all, new Strip(beside, canvas.top(), canvas.right(), canvas.sourceHeight()));
        addBands(all, new Strip(0, below, canvas.width(), canvas.bottom()));
        return all;
    }

    private static void addBands(List<Strip> all, Strip strip) {
        for (int y = 0; y < strip.height() && strip.width() > 0; y += BAND_ROWS) {
            all.add(
                    new Strip(
                            strip.left(),
                            strip.top() + y,
                            strip.width(),
                            Math.min(BAND_ROWS, strip.height() - y)));
        }
    }

    /** One row of a strip. */
    private static void fill(
            Picture result,
            Strip strip,
            int row,
            Planes band,
            Optional<BorderError> errors,
            Optional<Texture> texture) {
        Texture.@Nullable Brush brush = texture.map(Texture::brush).orElse(null);
        float[] rgb = new float[3];
        int y = strip.top() + row;
        for (int x = strip.left(); x < strip.left() + strip.width(); x++) {
            for (int c = 0; c < 3; c++) {
                rgb[c] = band.at(c, x - strip.left(), row);
            }
            if (brush != null) {
                brush.addTo(rgb, x, y);
            }
            if (errors.isPresent()) {
                errors.get().addTo(rgb, x, y);
            }
            write(rgb, result.rgb(), 3 * (y * result.width() + x));
        }
    }

    private static void write(float[] rgb, byte[] to, int at) {
        for (int c = 0; c < 3; c++) {
            to[at + c] = (byte) Math.clamp(Math.round(rgb[c] * 255), 0, 255);
        }
    }

    private static Planes atFullSize(Strip strip, WorkingGeometry geometry, RowSource generated) {
        double enlargement = (double) generated.width() / geometry.size().width();
        Axis across =
                new Axis(
                        geometry.x(strip.left()) * enlargement,
                        geometry.scaleX() * enlargement,
                        strip.width());
        Axis down =
                new Axis(
                        geometry.y(strip.top()) * enlargement,
                        geometry.scaleY() * enlargement,
                        strip.height());
        return Resampler.resample(generated, across, down);
    }

    /** Source minus what would lie there, along the source's outermost pixels. */
    private static float[] borderErrors(
            Picture source, WorkingGeometry geometry, Planes generated, Optional<Texture> texture) {
        Canvas canvas = geometry.canvas();
        int width = source.width();
        int height = source.height();
        int bottom = canvas.top() + height - 1;
        int right = canvas.left() + width - 1;
        List<Strip> sides =
                List.of(
                        new Strip(canvas.left(), canvas.top(), width, 1),
                        new Strip(right, canvas.top(), 1, height),
                        new Strip(canvas.left(), bottom, width, 1),
                        new Strip(canvas.left(), canvas.top(), 1, height));
        List<Planes> made = sides.stream().map(s -> atFullSize(s, geometry, generated)).toList();
        Texture.@Nullable Brush brush = texture.map(Texture::brush).orElse(null);
        RowSource rows = RowSource.of(source);
        int length = BorderError.loopLength(width, height);
        float[] errors = new float[3 * length];
        float[] row = new float[3 * width];
        float[] rgb = new float[3];
        int rowRead = -1;
        for (int i = 0; i < length; i++) {
            int x = BorderError.loopX(i, width, height);
            int y = BorderError.loopY(i, width, height);
            if (y != rowRead) {
                rows.row(y, row);
                rowRead = y;
            }
            int side = BorderError.side(i, width, height);
            for (int c = 0; c < 3; c++) {
                rgb[c] = made.get(side).at(c, side % 2 == 0 ? x : 0, side % 2 == 0 ? 0 : y);
            }
            if (brush != null) {
                brush.addTo(rgb, canvas.left() + x, canvas.top() + y);
            }
            for (int c = 0; c < 3; c++) {
                errors[3 * i + c] = row[c * width + x] - rgb[c];
            }
        }
        return errors;
    }
}
