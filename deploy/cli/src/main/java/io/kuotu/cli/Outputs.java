package io.kuotu.cli;

import java.nio.file.Path;
import java.util.Locale;

/** Names of files to write. */
final class Outputs {
    private Outputs() {}

    /** holiday.jpg to holiday-expanded.png, in the same folder. */
    static Path beside(Path file, String word, String extension) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return file.resolveSibling(
                (dot < 0 ? name : name.substring(0, dot)) + "-" + word + "." + extension);
    }

    /** holiday.jpg to holiday-chain, in the same folder. */
    static Path folderBeside(Path file, String word) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return file.resolveSibling((dot < 0 ? name : name.substring(0, dot)) + "-" + word);
    }

    /** What a file's extension stands for, in the words of the API. */
    static String format(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".jpg") || name.endsWith(".jpeg")) {
            return "jpeg";
        }
        return name.endsWith(".webp") ? "webp" : "png";
    }
}
