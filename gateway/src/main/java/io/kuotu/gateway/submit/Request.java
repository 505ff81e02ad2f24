package io.kuotu.gateway.submit;

import io.kuotu.common.job.ChainWay;
import io.kuotu.common.job.Rendition;
import io.kuotu.common.job.Retouch;
import io.kuotu.common.job.Tier;
import io.kuotu.common.job.Webhook;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What a caller asks for, before the source is known. */
public sealed interface Request {
    Common common();

    /** Whether it says all that its result depends on, so that another like it gives the same. */
    default boolean isRepeatable() {
        return switch (this) {
            case Expansion expansion -> expansion.seed().isPresent();
            case Upscale _, Enhancement _ -> true;
            case Chain _ -> false; // its frames are told one by one, as its own
        };
    }

    /** Expand the picture. */
    record Expansion(
            Framing framing,
            OptionalLong seed,
            OptionalInt steps,
            Optional<Double> creativity,
            Words words,
            int variants,
            int upscale,
            boolean preview,
            Optional<Double> minConsistency,
            Optional<Retouch> post,
            Common common)
            implements Request {}

    /**
     * What only models that take text understand.
     *
     * @param prompt what is wanted
     * @param negative what is not
     * @param guidance how strongly both are followed
     */
    record Words(Optional<String> prompt, Optional<String> negative, Optional<Double> guidance) {
        /** As requests call the first that is given. */
        Optional<String> firstField() {
            return prompt.map(_ -> "prompt")
                    .or(() -> negative.map(_ -> "negative_prompt"))
                    .or(() -> guidance.map(_ -> "guidance"));
        }
    }

    /**
     * Make a frame of the picture, a frame of that, and so on.
     *
     * @param way how a frame follows from the one before
     * @param times frames
     */
    record Chain(
            ChainWay way,
            int times,
            OptionalLong seed,
            OptionalInt steps,
            boolean preview,
            Common common)
            implements Request {}

    /** Enlarge the picture. */
    record Upscale(int factor, Common common) implements Request {}

    /**
     * Make the picture better as it is.
     *
     * @param retouch what is done
     * @param seed of the grain
     */
    record Enhancement(Retouch retouch, long seed, Common common) implements Request {}

    /**
     * What requests of every kind have.
     *
     * @param model asked for by name
     * @param rendition of the outputs
     * @param tier of the job
     * @param deadline from now on
     * @param metadata of the caller's
     * @param traceparent of the request
     * @param webhook to call
     */
    record Common(
            Optional<String> model,
            Rendition rendition,
            Tier tier,
            Duration deadline,
            Map<String, String> metadata,
            Optional<String> traceparent,
            Optional<Webhook> webhook) {
        public Common {
            metadata = Map.copyOf(metadata);
        }
    }
}
