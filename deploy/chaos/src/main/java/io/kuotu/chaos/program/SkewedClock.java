package io.kuotu.chaos.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock that is off by what a file says ({@code PT90S}, {@code PT-30S}), and jumps when the file
 * changes. A missing file is a clock that is right. Thread safe.
 */
public final class SkewedClock implements InstantSource {
    private static final Duration LOOKS_EVERY = Duration.ofMillis(200);

    private final Path file;
    private final InstantSource real;
    private volatile Duration skew; // written by its own thread only

    SkewedClock(Path file, InstantSource real) {
        this.file = file;
        this.real = real;
        this.skew = read(file);
    }

    /** With a thread that looks at the file for as long as the process lives. */
    static SkewedClock start(Path file) {
        SkewedClock clock = new SkewedClock(file, InstantSource.system());
        Thread _ = Thread.ofVirtual().name("skew").start(clock::watch);
        return clock;
    }

    /** For the process that reads this file. */
    public static void set(Path file, Duration skew) throws IOException {
        Path whole = Files.writeString(Path.of(file + ".new"), skew.toString());
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(LOOKS_EVERY);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void look() {
        skew = read(file);
    }

    private static Duration read(Path file) {
        try {
            return Files.exists(file)
                    ? Duration.parse(Files.readString(file).strip())
                    : Duration.ZERO;
        } catch (IOException | DateTimeException e) {
            throw new IllegalArgumentException(file + " says no duration", e);
        }
    }

    @Override
    public Instant instant() {
        return real.instant().plus(skew);
    }
}
