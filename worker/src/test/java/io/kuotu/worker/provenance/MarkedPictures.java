package io.kuotu.worker.provenance;

import io.kuotu.common.job.Canvas;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.OutputFormat;
import io.kuotu.common.job.Rendition;
import io.kuotu.common.provenance.SigningKey;
import io.kuotu.common.testing.SampleJobs;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleReader;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.PictureEncoder;
import io.kuotu.worker.provenance.Marker.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/** Finished pictures of an expansion, marked: noise of 64x48 px in the middle of 128x64. */
final class MarkedPictures {
    static final Canvas CANVAS = new Canvas(128, 64, 40, 10, 64, 48);
    static final Bundle BUNDLE = BundleReader.read(Path.of("models/scenes-256-turbo"));

    private MarkedPictures() {}

    static Picture noise(int width, int height, long seed, boolean transparent) {
        Random random = new Random(seed);
        byte[] rgb = new byte[3 * width * height];
        random.nextBytes(rgb);
        byte[] alpha = transparent ? new byte[width * height] : null;
        if (alpha != null) {
            random.nextBytes(alpha);
        }
        return new Picture(width, height, rgb, alpha, null);
    }

    static Job job(OutputFormat format) {
        return new SampleJobs(1)
                .job(
                        new JobSpec.Expansion(
                                CANVAS,
                                Optional.empty(),
                                7,
                                OptionalInt.of(3),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                1,
                                1,
                                new Rendition(format, 90),
                                false));
    }

    /** Its source lies where the canvas has it. */
    static Picture canvas(Picture source) {
        boolean transparent = source.alpha() != null;
        Picture canvas = noise(CANVAS.width(), CANVAS.height(), 2, transparent);
        canvas.paste(source, CANVAS.left(), CANVAS.top());
        return canvas;
    }

    /** Into {@code folder}; returns the file. */
    static Path make(Path folder, OutputFormat format, Picture source, Optional<SigningKey> key)
            throws IOException {
        Job job = job(format);
        Picture canvas = canvas(source);
        Path plain = folder.resolve("plain." + format.extension());
        Path marked = folder.resolve("marked." + format.extension());
        Files.write(plain, PictureEncoder.encode(canvas, job.spec().rendition()));
        Origin origin = Origin.expansion(job, BUNDLE, source, CANVAS, 1);
        new Marker(key).mark(new Finished(job, 0, 7, origin, canvas), plain, marked);
        return marked;
    }
}
