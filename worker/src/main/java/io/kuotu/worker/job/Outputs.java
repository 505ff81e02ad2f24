package io.kuotu.worker.job;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobOutput;
import io.kuotu.common.job.Rendition;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.PictureEncoder;
import io.kuotu.worker.provenance.Marker.Finished;
import io.kuotu.worker.provenance.Origin;
import io.kuotu.worker.publish.Publisher.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Pictures to stored files that say what they are, by way of temporary ones: of a large canvas,
 * memory holds the pixels alone, and the store gets it in parts. On the job's thread.
 */
final class Outputs {
    private final Workshop shop;
    private final Job job;
    private final PhaseTimes times;
    private final Origin origin;

    Outputs(Workshop shop, Job job, PhaseTimes times, Origin origin) {
        this.shop = shop;
        this.job = job;
        this.times = times;
        this.origin = origin;
    }

    /**
     * @param picture as it is to be written
     * @param index of the output, from 0 on
     * @param seed that it was asked for with
     */
    JobOutput store(Picture picture, int index, long seed) throws Exception {
        return store(picture, index, seed, _ -> picture).output();
    }

    /** The same; with the picture as its file has it, be that one of a format that loses. */
    Stored storeAndRead(Picture picture, int index, long seed) throws Exception {
        return store(
                picture,
                index,
                seed,
                file -> times.measure("decode", () -> StoredPicture.of(file)));
    }

    /** A picture that lies in the store, and the picture that goes on being worked with. */
    record Stored(JobOutput output, Picture picture) {}

    private interface Reading {
        Picture of(Path file) throws Exception;
    }

    private Stored store(Picture picture, int index, long seed, Reading reading) throws Exception {
        Rendition rendition = job.spec().rendition();
        Size size = new Size(picture.width(), picture.height());
        Path file = temporary(rendition);
        Path marked = temporary(rendition);
        try {
            times.measure(
                    "encode",
                    () -> {
                        PictureEncoder.encode(picture, rendition, file);
                        return file;
                    });
            times.measure(
                    "mark",
                    () -> {
                        Finished finished = new Finished(job, index, seed, origin, picture);
                        shop.marker().mark(finished, file, marked);
                        return marked;
                    });
            JobOutput output =
                    times.measure(
                            "upload",
                            () ->
                                    shop.publisher()
                                            .output(
                                                    job,
                                                    index,
                                                    rendition.format(),
                                                    marked,
                                                    size,
                                                    seed));
            return new Stored(output, reading.of(marked));
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(marked);
        }
    }

    private static Path temporary(Rendition rendition) throws IOException {
        return Files.createTempFile("kuotu-output-", "." + rendition.format().label());
    }
}
