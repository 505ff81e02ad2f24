package io.kuotu.worker.pipeline;

/**
 * What a picture is to show, in words.
 *
 * @param text wanted; may be empty
 * @param negative unwanted; may be empty
 * @param guidance how strongly the network's answer is pushed from the unwanted to the wanted; at 1
 *     or less the unwanted is not asked for
 */
public record Prompt(String text, String negative, double guidance) {
    public Prompt {
        if (!(guidance >= 0 && guidance <= MOST_GUIDANCE)) {
            throw new IllegalArgumentException(
                    "guidance is 0 to " + MOST_GUIDANCE + ", not " + guidance);
        }
    }

    public static final double MOST_GUIDANCE = 30;

    /** Whether a step asks the network twice. */
    public boolean isGuided() {
        return guidance > 1;
    }
}
