package io.kuotu.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Where things are on this machine. */
public final class Home {
    private Home() {}

    /** The checkout, as the launcher script says; else the current folder. */
    private static Path root() {
        return Path.of(System.getProperty("kuotu.home", "."));
    }

    public static Path models() {
        return root().resolve("worker/models");
    }

    public static Path sample() {
        return root().resolve("deploy/samples/picos-de-europa.jpg");
    }

    /** A folder and all that is in it. */
    public static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }

    /** Of {@code kuotu up}, unless it is told another. */
    public static Path data() {
        return Path.of(System.getProperty("user.home"), ".kuotu", "standalone");
    }
}
