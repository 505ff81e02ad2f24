package io.kuotu.cli.verify;

import io.kuotu.cli.verify.Report.Found;
import io.kuotu.common.provenance.Claim.Pixels;
import io.kuotu.common.provenance.Grid;
import io.kuotu.common.provenance.Region;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.provenance.Fingerprint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Every pixel of a picture, by the hashes of its claim. */
final class PixelCheck {
    private static final int CELL_CHARACTERS = 8;

    /** What speaks against the picture, and what holds. */
    record Outcome(List<Found> findings, List<String> facts) {}

    private PixelCheck() {}

    static Outcome of(Picture picture, Pixels claimed) {
        if (picture.width() != claimed.width() || picture.height() != claimed.height()) {
            String detail =
                    "the picture has %dx%d px, the claim is of one of %dx%d px"
                            .formatted(
                                    picture.width(),
                                    picture.height(),
                                    claimed.width(),
                                    claimed.height());
            return new Outcome(List.of(new Found(Finding.OTHER_PICTURE, detail)), List.of());
        }
        Fingerprint print = Fingerprint.of(picture, claimed.original());
        List<Region> changed = changed(print.cells(), claimed);
        if (changed.size() == Grid.CELLS) {
            String detail =
                    "not one part of it has the pixels that were signed: it is another picture, or"
                            + " this one was saved anew with losses";
            return new Outcome(List.of(new Found(Finding.OTHER_PICTURE, detail)), List.of());
        }
        List<Found> findings = new ArrayList<>();
        List<String> facts = new ArrayList<>();
        if (!print.original().equals(claimed.originalSha256())) {
            findings.add(
                    new Found(
                            Finding.ORIGINAL_CHANGED,
                            where(changed, claimed.original().stream().toList())));
        } else if (claimed.original().isPresent()) {
            facts.add("the original part has the very pixels that were signed");
        }
        if (!print.generated().equals(claimed.generatedSha256())) {
            findings.add(new Found(Finding.GENERATED_CHANGED, where(changed, claimed.generated())));
        } else if (print.generated().isPresent()) {
            facts.add("the generated part has the very pixels that were signed");
        }
        return new Outcome(List.copyOf(findings), List.copyOf(facts));
    }

    private static List<Region> changed(String cells, Pixels claimed) {
        return IntStream.range(0, Grid.CELLS)
                .filter(i -> !cell(cells, i).equals(cell(claimed.cells(), i)))
                .mapToObj(i -> Grid.region(i, claimed.width(), claimed.height()))
                .toList();
    }

    private static String cell(String cells, int i) {
        return cells.substring(CELL_CHARACTERS * i, CELL_CHARACTERS * (i + 1));
    }

    /** The least rectangle around the cells that differ and lie in a part. */
    private static String where(List<Region> changed, List<Region> part) {
        Optional<Region> around =
                changed.stream()
                        .filter(cell -> part.stream().anyMatch(cell::overlaps))
                        .reduce(PixelCheck::around);
        return around.map(r -> "pixels differ within " + r)
                .orElse("its hash is not the one that was signed");
    }

    private static Region around(Region a, Region b) {
        int left = Math.min(a.left(), b.left());
        int top = Math.min(a.top(), b.top());
        return new Region(
                left,
                top,
                Math.max(a.left() + a.width(), b.left() + b.width()) - left,
                Math.max(a.top() + a.height(), b.top() + b.height()) - top);
    }
}
