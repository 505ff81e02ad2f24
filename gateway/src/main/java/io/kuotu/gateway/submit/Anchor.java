package io.kuotu.gateway.submit;

/** Where the source lies on a canvas that is larger than it. */
public enum Anchor {
    CENTER(0.5, 0.5),
    LEFT(0, 0.5),
    RIGHT(1, 0.5),
    TOP(0.5, 0),
    BOTTOM(0.5, 1),
    TOP_LEFT(0, 0),
    TOP_RIGHT(1, 0),
    BOTTOM_LEFT(0, 1),
    BOTTOM_RIGHT(1, 1);

    private final double across;
    private final double down;

    Anchor(double across, double down) {
        this.across = across;
        this.down = down;
    }

    /** px left of the source where {@code free} px are to be shared. */
    int left(int free) {
        return (int) Math.floor(free * across);
    }

    int top(int free) {
        return (int) Math.floor(free * down);
    }
}
