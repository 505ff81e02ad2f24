package io.kuotu.worker.enhance;

import io.kuotu.worker.picture.Picture;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Runs a stage over a picture, band by band, in parallel on the common pool. Beside the picture and
 * its result there are a few bands in memory, whatever the picture's size.
 */
final class Bands {
    /** Rows of a band that are written. Even: what works in steps of two finds the same places. */
    private static final int CORE = 64;

    private Bands() {}

    /** One stage on one band. Called from several threads. */
    interface Kernel {
        /**
         * @param before as it is; not to be changed
         * @param after a copy, to be changed; only its core is used
         */
        void apply(Band before, Band after);
    }

    /**
     * @param reach how many rows above and below a row are looked at
     * @param kept that is not written
     */
    static Picture map(Picture source, int reach, Optional<Kept> kept, Kernel kernel) {
        Picture result =
                new Picture(
                        source.width(),
                        source.height(),
                        source.rgb().clone(),
                        source.alpha(),
                        source.profile().orElse(null));
        int halo = reach + reach % 2;
        IntStream.range(0, Math.ceilDiv(source.height(), CORE))
                .parallel()
                .forEach(
                        band -> {
                            Band before = Band.of(source, band * CORE - halo, CORE + 2 * halo);
                            Band after = before.copy();
                            kernel.apply(before, after);
                            after.addTo(
                                    result.rgb(),
                                    source.height(),
                                    before,
                                    halo,
                                    halo + CORE,
                                    kept.orElse(null));
                        });
        return result;
    }
}
