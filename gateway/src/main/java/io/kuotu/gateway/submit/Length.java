package io.kuotu.gateway.submit;

/** A margin as it is asked for. */
public sealed interface Length {
    /** Margin in px beside a side of so many px. */
    long px(int side);

    /** Plain. */
    record Pixels(int count) implements Length {
        @Override
        public long px(int side) {
            return count;
        }
    }

    /** Of the source's side: 100 is as much again. */
    record Percent(double share) implements Length {
        @Override
        public long px(int side) {
            return Math.round(side * share / 100);
        }
    }

    Length NONE = new Pixels(0);
}
