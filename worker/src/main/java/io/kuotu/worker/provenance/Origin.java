package io.kuotu.worker.provenance;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.job.Canvas;
import io.kuotu.common.job.DigitalSourceType;
import io.kuotu.common.job.Job;
import io.kuotu.common.provenance.Claim;
import io.kuotu.common.provenance.Region;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.picture.Picture;
import java.util.Optional;

/**
 * Where a job's pictures come from: what is the same for all of its outputs.
 *
 * @param type in IPTC's words
 * @param bundle that makes them
 * @param source as it was submitted
 * @param original where the source's content lies in the outputs, in their px; empty where nothing
 *     of it is left
 * @param scale how many times the source is enlarged there
 * @param untouched whether the source's very bytes are there, before a format loses any
 */
public record Origin(
        DigitalSourceType type,
        Claim.Model bundle,
        Claim.Source source,
        Optional<Region> original,
        int scale,
        boolean untouched) {
    public Origin {
        requireNonNull(type, "type is null");
        requireNonNull(bundle, "bundle is null");
        requireNonNull(source, "source is null");
    }

    /** A source on a canvas, all around it made; then perhaps enlarged as a whole. */
    public static Origin expansion(
            Job job, Bundle bundle, Picture source, Canvas canvas, int upscale) {
        Region placed =
                new Region(
                        canvas.left(), canvas.top(), canvas.sourceWidth(), canvas.sourceHeight());
        return new Origin(
                DigitalSourceType.COMPOSITE,
                model(bundle),
                source(job, source),
                Optional.of(placed.scaled(upscale)),
                upscale,
                upscale == 1);
    }

    /** The whole source, altered: enlarged, or corrected at its own size. */
    public static Origin enhancement(Job job, Bundle bundle, Picture source, int scale) {
        return new Origin(
                DigitalSourceType.ENHANCED,
                model(bundle),
                source(job, source),
                Optional.of(Region.whole(source.width(), source.height()).scaled(scale)),
                scale,
                false);
    }

    /**
     * The whole source at its own size, altered by stages and perhaps by models.
     *
     * @param maker the models together, or the stages, which have no hash: it is empty
     */
    public static Origin retouch(Job job, Claim.Model maker, Picture source) {
        boolean byModel = !maker.sha256().isEmpty();
        return new Origin(
                byModel ? DigitalSourceType.COMPOSITE : DigitalSourceType.ENHANCED,
                maker,
                source(job, source),
                Optional.of(Region.whole(source.width(), source.height())),
                1,
                false);
    }

    /** The same, with the source's content elsewhere. */
    public Origin at(Region place) {
        return new Origin(type, bundle, source, Optional.of(place), scale, untouched);
    }

    /** Nothing of the source is left. */
    public static Origin recreation(Job job, Bundle bundle, Picture source) {
        return new Origin(
                DigitalSourceType.GENERATED,
                model(bundle),
                source(job, source),
                Optional.empty(),
                1,
                false);
    }

    private static Claim.Model model(Bundle bundle) {
        return new Claim.Model(bundle.name(), bundle.manifest().version(), bundle.sha256());
    }

    private static Claim.Source source(Job job, Picture source) {
        return new Claim.Source(
                job.source().sha256(),
                source.sha256(0, 0, source.width(), source.height()),
                source.width(),
                source.height());
    }
}
