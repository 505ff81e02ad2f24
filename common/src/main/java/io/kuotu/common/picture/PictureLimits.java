package io.kuotu.common.picture;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import java.util.Optional;

/**
 * What is taken in and what is given out.
 *
 * @param maxSourcePixels of a source
 * @param minSourceSide of a source, px
 * @param maxCanvasPixels of a result
 * @param maxCanvasSide of a result, px
 */
public record PictureLimits(
        long maxSourcePixels, int minSourceSide, long maxCanvasPixels, int maxCanvasSide) {
    public static final PictureLimits DEFAULT =
            new PictureLimits(50_000_000, 64, 8192L * 8192, 16_384);

    /** What speaks against this source, if anything does. */
    public Optional<Problem> check(PictureHeader header, String field) {
        if (header.animated()) {
            return Optional.of(
                    Problem.at(
                            field,
                            ErrorCode.PICTURE_ANIMATED,
                            "the " + header.format() + " has several frames; send one of them"));
        }
        String size = header.width() + "x" + header.height() + " px";
        if (header.pixels() > maxSourcePixels) {
            String limit = maxSourcePixels / 1_000_000 + " million pixels";
            return Optional.of(
                    Problem.at(
                            field,
                            ErrorCode.PICTURE_TOO_LARGE,
                            "the picture is " + size + "; the limit is " + limit));
        }
        if (Math.min(header.width(), header.height()) < minSourceSide) {
            String limit = minSourceSide + " px on each side";
            return Optional.of(
                    Problem.at(
                            field,
                            ErrorCode.PICTURE_TOO_SMALL,
                            "the picture is " + size + "; the least is " + limit));
        }
        return Optional.empty();
    }

    /** What speaks against a result of this size, if anything does. */
    public Optional<Problem> checkResult(long width, long height, String field) {
        if (width > maxCanvasSide || height > maxCanvasSide || width * height > maxCanvasPixels) {
            return Optional.of(
                    Problem.at(
                            field,
                            ErrorCode.CANVAS_TOO_LARGE,
                            "the result would be %dx%d px; the limits are %d px a side and %.1f million pixels"
                                    .formatted(
                                            width, height, maxCanvasSide, maxCanvasPixels / 1e6)));
        }
        return Optional.empty();
    }
}
