package io.kuotu.worker.drift;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frames to an MP4, by an {@code ffmpeg} that is found. Where there is none, or it fails, there is
 * no video: the chain is none the worse. Blocks.
 */
final class Video {
    private static final Logger LOG = LoggerFactory.getLogger(Video.class);
    private static final String PROGRAM = "ffmpeg";
    static final int SIDE = 384;
    private static final int SECONDS = 60;

    private Video() {}

    /**
     * @param frames WebP files
     * @param path folders to look for the program in, as the environment has them
     */
    static Optional<byte[]> mp4(List<byte[]> frames, @Nullable String path)
            throws IOException, InterruptedException {
        Optional<Path> program = find(path);
        return program.isEmpty() ? Optional.empty() : made(program.get(), frames);
    }

    static Optional<Path> find(@Nullable String path) {
        if (path == null) {
            return Optional.empty();
        }
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(path)
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, PROGRAM))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Optional<byte[]> made(Path program, List<byte[]> frames)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("kuotu-film-");
        try {
            for (int i = 0; i < frames.size(); i++) {
                Files.write(folder.resolve("%05d.webp".formatted(i)), frames.get(i));
            }
            Path film = folder.resolve("film.mp4");
            return run(program, folder, film) && Files.size(film) > 0
                    ? Optional.of(Files.readAllBytes(film))
                    : Optional.empty();
        } finally {
            delete(folder);
        }
    }

    /** All frames in the middle of a square; sides are even, as the usual codec wants them. */
    private static boolean run(Path program, Path folder, Path film)
            throws IOException, InterruptedException {
        String fit = "scale=%1$d:%1$d:force_original_aspect_ratio=decrease".formatted(SIDE);
        String pad = "pad=%1$d:%1$d:(ow-iw)/2:(oh-ih)/2,format=yuv420p".formatted(SIDE);
        Path log = folder.resolve("log");
        Process process =
                new ProcessBuilder(
                                program.toString(),
                                "-nostdin",
                                "-y",
                                "-loglevel",
                                "error",
                                "-framerate",
                                "8",
                                "-i",
                                "%05d.webp",
                                "-vf",
                                fit + "," + pad,
                                "-movflags",
                                "+faststart",
                                film.toString())
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        boolean ended = false;
        try {
            ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
        } finally {
            process.destroyForcibly();
        }
        boolean made = ended && process.exitValue() == 0 && Files.exists(film);
        if (!made) {
            LOG.warn("no video of a chain: {}", ended ? Files.readString(log).strip() : "too slow");
        }
        return made;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
