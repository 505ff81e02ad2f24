package io.kuotu.gateway.submit;

import io.kuotu.common.job.Canvas;
import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.kuotu.common.picture.PictureLimits;

/** From what was asked for and what the source's header says to a canvas, within the limits. */
public final class CanvasPlanner {
    private final PictureLimits limits;

    public CanvasPlanner(PictureLimits limits) {
        this.limits = limits;
    }

    /**
     * Throws a {@link io.kuotu.common.job.ProblemException} that names the field at fault.
     *
     * @param framing as asked for
     * @param width of the source, px
     * @param height of the source, px
     * @param upscale of the result
     */
    public Canvas plan(Framing framing, int width, int height, int upscale) {
        return switch (framing) {
            case Framing.ByMargins margins -> byMargins(margins, width, height, upscale);
            case Framing.ByAspectRatio ratio -> byAspectRatio(ratio, width, height, upscale);
            case Framing.BySize size -> bySize(size, width, height, upscale);
        };
    }

    private Canvas byMargins(Framing.ByMargins asked, int width, int height, int upscale) {
        long left = asked.left().px(width);
        long top = asked.top().px(height);
        long right = asked.right().px(width);
        long bottom = asked.bottom().px(height);
        if (left + top + right + bottom == 0) {
            throw Problem.at("margins", ErrorCode.NOTHING_TO_DO, "every margin is 0 px")
                    .asException();
        }
        return checked(
                width + left + right,
                height + top + bottom,
                left,
                top,
                width,
                height,
                upscale,
                "margins");
    }

    private Canvas byAspectRatio(Framing.ByAspectRatio asked, int width, int height, int upscale) {
        long wider = Math.round((double) height * asked.across() / asked.down());
        long higher = Math.round((double) width * asked.down() / asked.across());
        long canvasWidth = Math.max(width, wider);
        long canvasHeight = wider >= width ? height : Math.max(height, higher);
        if (canvasWidth == width && canvasHeight == height) {
            String detail =
                    "the picture, %dx%d px, is %d:%d already"
                            .formatted(width, height, asked.across(), asked.down());
            throw Problem.at("aspect_ratio", ErrorCode.NOTHING_TO_DO, detail).asException();
        }
        limit(canvasWidth, canvasHeight, upscale, "aspect_ratio");
        int left = asked.anchor().left((int) canvasWidth - width);
        int top = asked.anchor().top((int) canvasHeight - height);
        return checked(
                canvasWidth, canvasHeight, left, top, width, height, upscale, "aspect_ratio");
    }

    private Canvas bySize(Framing.BySize asked, int width, int height, int upscale) {
        if (asked.width() < width || asked.height() < height) {
            throw Problem.at(
                            asked.width() < width ? "size.width" : "size.height",
                            ErrorCode.CANVAS_TOO_SMALL,
                            "%dx%d px does not hold the picture's %dx%d px"
                                    .formatted(asked.width(), asked.height(), width, height))
                    .asException();
        }
        if (asked.width() == width && asked.height() == height) {
            throw Problem.at("size", ErrorCode.NOTHING_TO_DO, "the picture has this size already")
                    .asException();
        }
        int left =
                asked.place()
                        .map(Framing.Place::left)
                        .orElseGet(() -> asked.anchor().left(asked.width() - width));
        int top =
                asked.place()
                        .map(Framing.Place::top)
                        .orElseGet(() -> asked.anchor().top(asked.height() - height));
        if (left + width > asked.width() || top + height > asked.height()) {
            throw Problem.at(
                            "placement",
                            ErrorCode.INVALID_REQUEST,
                            "at (%d, %d) the picture reaches beyond the canvas"
                                    .formatted(left, top))
                    .asException();
        }
        return checked(asked.width(), asked.height(), left, top, width, height, upscale, "size");
    }

    private Canvas checked(
            long canvasWidth,
            long canvasHeight,
            long left,
            long top,
            int width,
            int height,
            int upscale,
            String field) {
        limit(canvasWidth, canvasHeight, upscale, field);
        return new Canvas(
                (int) canvasWidth, (int) canvasHeight, (int) left, (int) top, width, height);
    }

    private void limit(long canvasWidth, long canvasHeight, int upscale, String field) {
        limits.checkResult(canvasWidth * upscale, canvasHeight * upscale, field)
                .ifPresent(
                        problem -> {
                            throw problem.asException();
                        });
    }
}
