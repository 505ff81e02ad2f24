package io.kuotu.cli;

import java.nio.file.Path;

/** Where things are on this machine. */
final class Home {
    private Home() {}

    /** The checkout, as the launcher script says; else the current folder. */
    private static Path root() {
        return Path.of(System.getProperty("kuotu.home", "."));
    }

    static Path models() {
        return root().resolve("worker/models");
    }

    static Path sample() {
        return root().resolve("deploy/samples/picos-de-europa.jpg");
    }

    /** Of {@code kuotu up}, unless it is told another. */
    static Path data() {
        return Path.of(System.getProperty("user.home"), ".kuotu", "standalone");
    }
}
