package io.kuotu.gateway.submit;

import io.kuotu.common.job.SourcePicture;

/**
 * A source that is in the store and has been looked at.
 *
 * @param picture where it is
 * @param width as it is seen, px
 * @param height as it is seen, px
 */
public record Source(SourcePicture picture, int width, int height) {}
