package io.kuotu.common.job;

import static java.util.Objects.requireNonNull;

/** How each frame of a chain follows from the one before it. */
public sealed interface ChainWay {
    /**
     * The frame before, expanded: its pixels stay, the view zooms out.
     *
     * @param margins of each frame
     */
    record Expand(FrameMargins margins) implements ChainWay {
        public Expand {
            requireNonNull(margins, "margins is null");
        }
    }

    /**
     * The whole frame before through the model: no pixel stays.
     *
     * @param strength level of noise that sampling starts from, above 0 to 1
     */
    record Recreate(double strength) implements ChainWay {
        public Recreate {
            if (!(strength > 0 && strength <= 1)) {
                throw new IllegalArgumentException("strength is above 0, to 1; not " + strength);
            }
        }
    }
}
