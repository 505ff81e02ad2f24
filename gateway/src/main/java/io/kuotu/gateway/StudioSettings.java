package io.kuotu.gateway;

import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The page at {@code /}: keys under {@code kuotu.gateway.studio}. Off while it has no key. */
public interface StudioSettings {
    /** API key of the tenant that pays for what visitors ask; give it a tenant of its own. */
    Optional<String> key();

    /** A file that holds the key, in place of {@link #key}. */
    Optional<Path> keyFile();

    /** How long a visitor's pass is good for; the page fetches the next one by itself. */
    @WithDefault("PT1H")
    Duration passLife();

    /** Submissions of one address, on one gateway; 0 is no limit (behind a proxy all have one). */
    @WithDefault("12")
    double jobsPerMinute();

    /** Of these, how many at once. */
    @WithDefault("6")
    double jobsAtOnce();

    /** The key, wherever it is; empty where the page is off. */
    static Optional<String> grantedKey(StudioSettings studio) {
        return studio.key().or(() -> studio.keyFile().map(StudioSettings::read));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** What is wrong, with the keys. */
    static List<String> problems(StudioSettings studio) {
        List<String> problems = new ArrayList<>();
        String prefix = "kuotu.gateway.studio.";
        if (studio.key().isPresent() && studio.keyFile().isPresent()) {
            problems.add(prefix + "key: set key or key-file, not both");
        }
        if (studio.keyFile().isPresent() && !Files.isReadable(studio.keyFile().get())) {
            problems.add(prefix + "key-file: cannot read " + studio.keyFile().get());
        }
        if (studio.passLife().toSeconds() < 60 || studio.passLife().toDays() > 1) {
            problems.add(prefix + "pass-life: must be from PT1M to P1D");
        }
        if (!(studio.jobsPerMinute() >= 0) || Double.isInfinite(studio.jobsPerMinute())) {
            problems.add(prefix + "jobs-per-minute: must be 0 or more");
        }
        if (!(studio.jobsAtOnce() >= 1) || Double.isInfinite(studio.jobsAtOnce())) {
            problems.add(prefix + "jobs-at-once: must be 1 or more");
        }
        return problems;
    }
}
