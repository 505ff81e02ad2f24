package io.kuotu.cli.sheet;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A photograph of which a part is hidden.
 *
 * @param photo its file's name
 * @param hidden which part
 * @param picture all of it
 */
record HiddenCase(String photo, HiddenPart hidden, BufferedImage picture) {
    static HiddenCase of(Path file, HiddenPart hidden, BufferedImage picture) {
        return new HiddenCase(file.getFileName().toString(), hidden, picture);
    }

    /** The part that is kept, px. */
    Rectangle known() {
        return hidden.known(picture.getWidth(), picture.getHeight());
    }

    /** Names the case in a folder, such as {@code beach-right}. */
    String name() {
        int dot = photo.lastIndexOf('.');
        String stem = dot < 0 ? photo : photo.substring(0, dot);
        return stem + "-" + hidden.name().toLowerCase(Locale.ROOT);
    }
}
