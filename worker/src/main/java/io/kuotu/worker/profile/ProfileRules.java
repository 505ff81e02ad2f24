package io.kuotu.worker.profile;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a worker measures its bundles.
 *
 * @param budget of time for all bundles of a device; at 0 nothing is measured
 * @param folder where profiles are kept between starts; none: nowhere
 * @param fresh whether to measure again what is kept
 */
public record ProfileRules(Duration budget, Optional<Path> folder, boolean fresh) {
    /** Nothing is measured: batches are of one, unless told otherwise. */
    public static final ProfileRules NONE =
            new ProfileRules(Duration.ZERO, Optional.empty(), false);
}
