package io.kuotu.common.config;

import io.kuotu.common.picture.PictureLimits;
import io.smallrye.config.WithDefault;

/** What is taken in and what is given out; the same for gateways and workers. */
public interface LimitSettings {
    @WithDefault("50000000")
    long maxSourcePixels();

    @WithDefault("64")
    int minSourceSide();

    @WithDefault("67108864")
    long maxCanvasPixels();

    @WithDefault("16384")
    int maxCanvasSide();

    default PictureLimits limits() {
        return new PictureLimits(
                maxSourcePixels(), minSourceSide(), maxCanvasPixels(), maxCanvasSide());
    }
}
