package io.kuotu.cli.sheet;

import java.awt.Rectangle;

/** Which part of a photograph is kept as the source; the rest is hidden, and made again. */
enum HiddenPart {
    RIGHT("right 50 %") {
        @Override
        Rectangle known(int width, int height) {
            return new Rectangle(0, 0, (int) Math.round(width / 1.5), height);
        }
    },
    AROUND("around 40 %") {
        @Override
        Rectangle known(int width, int height) {
            int across = (int) Math.round(width / 1.8);
            int down = (int) Math.round(height / 1.8);
            return new Rectangle((width - across) / 2, (height - down) / 2, across, down);
        }
    },
    SIDES("4:3 to 16:9") {
        @Override
        Rectangle known(int width, int height) {
            int across = (int) Math.round(width * 0.75);
            return new Rectangle((width - across) / 2, 0, across, height);
        }
    };

    private final String label;

    HiddenPart(String label) {
        this.label = label;
    }

    /** For people. */
    String label() {
        return label;
    }

    /** The source, px of the photograph. */
    abstract Rectangle known(int width, int height);
}
