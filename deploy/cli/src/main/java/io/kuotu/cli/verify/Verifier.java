package io.kuotu.cli.verify;

import io.kuotu.cli.verify.Report.Found;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.job.ProblemException;
import io.kuotu.common.picture.PictureHeader;
import io.kuotu.common.picture.PictureInspector;
import io.kuotu.common.provenance.Claim;
import io.kuotu.common.provenance.Jws;
import io.kuotu.common.provenance.KnownKeys;
import io.kuotu.common.provenance.ManifestSeal;
import io.kuotu.common.provenance.Mark;
import io.kuotu.common.provenance.MarkedFile;
import io.kuotu.common.provenance.Sha256;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.PictureDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Holds a picture against what it says of itself: its signature, every pixel, and, where they are
 * given, its manifest and its source. Asks nobody. One thread; for one file.
 */
public final class Verifier {
    /**
     * @param keys of those whose word is taken
     * @param manifest that is said to be the picture's
     * @param source that it is said to be made of
     */
    public record Against(KnownKeys keys, Optional<Path> manifest, Optional<Path> source) {}

    private final Path file;
    private final Against against;
    private final List<Found> findings = new ArrayList<>();
    private final List<String> facts = new ArrayList<>();

    private Verifier(Path file, Against against) {
        this.file = file;
        this.against = against;
    }

    /**
     * @throws IOException where the file, the manifest or the source cannot be read at all
     * @throws IllegalArgumentException where the manifest or the source is none
     */
    public static Report verify(Path file, Against against) throws IOException {
        Picture picture;
        Optional<Mark> mark;
        try {
            PictureHeader header = PictureInspector.inspect(file, "file");
            picture = PictureDecoder.decode(file, header);
            mark = MarkedFile.read(file);
        } catch (ProblemException e) {
            return Report.only(Finding.NOT_A_PICTURE, e.problem().detail());
        } catch (IllegalArgumentException e) {
            return Report.only(Finding.SIGNATURE_BROKEN, String.valueOf(e.getMessage()));
        }
        if (mark.flatMap(Mark::claim).isEmpty()) {
            return Report.only(Finding.NO_MARK, without(mark));
        }
        return new Verifier(file, against).report(picture, mark.get());
    }

    private static String without(Optional<Mark> mark) {
        return mark.flatMap(Mark::digitalSourceType)
                .map(
                        type ->
                                "it carries the label "
                                        + type
                                        + ", but no claim of Kuotu's that could be checked")
                .orElse(
                        "there is no claim of Kuotu's in it: it may be anything, a photograph as"
                                + " well as a picture whose mark was taken away");
    }

    private Report report(Picture picture, Mark mark) throws IOException {
        Claim claim;
        Optional<Jws> signature;
        try {
            claim = Claim.read(mark.claim().orElseThrow());
            signature = mark.signed();
        } catch (IllegalArgumentException e) {
            return Report.only(Finding.SIGNATURE_BROKEN, String.valueOf(e.getMessage()));
        }
        signed(signature);
        pixels(picture, claim);
        label(mark, claim);
        if (against.source().isPresent()) {
            source(against.source().get(), picture, claim);
        }
        if (against.manifest().isPresent()) {
            manifest(against.manifest().get(), claim);
        }
        return new Report(Optional.of(claim), signature.map(Jws::keyId), findings, facts);
    }

    private void found(Finding finding, String detail) {
        findings.add(new Found(finding, detail));
    }

    private void signed(Optional<Jws> signature) {
        if (signature.isEmpty()) {
            found(
                    Finding.UNSIGNED,
                    "there is a claim and no signature: it was taken away, or the cluster has no"
                            + " key; anybody can have written the claim");
            return;
        }
        Jws jws = signature.get();
        KnownKeys.Standing standing =
                jws.type().equals(Mark.TYPE)
                        ? against.keys().standing(jws)
                        : KnownKeys.Standing.BROKEN;
        switch (standing) {
            case KNOWN -> facts.add("signed with a key that you know: " + jws.keyId());
            case UNKNOWN ->
                    found(
                            Finding.UNKNOWN_KEY,
                            "nothing was changed since it was signed, but anybody can make a key;"
                                    + " this one is "
                                    + jws.keyId());
            case BROKEN ->
                    found(
                            Finding.SIGNATURE_BROKEN,
                            "the signature does not fit the claim: one of them was changed");
        }
    }

    private void pixels(Picture picture, Claim claim) {
        PixelCheck.Outcome outcome = PixelCheck.of(picture, claim.pixels());
        findings.addAll(outcome.findings());
        facts.addAll(outcome.facts());
    }

    private void label(Mark mark, Claim claim) {
        String label = mark.digitalSourceType().orElse("none");
        if (!label.equals(claim.digitalSourceType())) {
            found(
                    Finding.LABEL_CHANGED,
                    "other programs read the digital source type "
                            + label
                            + ", the claim says "
                            + claim.digitalSourceType());
        }
    }

    private void source(Path given, Picture picture, Claim claim) throws IOException {
        SourceCheck.Outcome outcome = SourceCheck.of(given, picture, claim);
        outcome.other().ifPresent(detail -> found(Finding.OTHER_SOURCE, detail));
        facts.addAll(outcome.facts());
    }

    private void manifest(Path given, Claim claim) throws IOException {
        ManifestSeal.Opened opened = ManifestSeal.open(Files.readAllBytes(given), against.keys());
        JobManifest manifest = opened.manifest();
        String hash = Sha256.hex(Files.readAllBytes(file));
        boolean listed = manifest.outputs().stream().anyMatch(o -> o.sha256().equals(hash));
        boolean sameJob = manifest.job().id().value().equals(claim.job());
        if (!listed && !sameJob) {
            found(
                    Finding.OTHER_MANIFEST,
                    "it is of " + manifest.job().id() + ", the picture of " + claim.job());
        } else if (!listed) {
            found(Finding.OTHER_MANIFEST, "it lists no output with the hash of this file, " + hash);
        } else {
            facts.add("the manifest lists this very file");
        }
        sealed(opened.standing());
    }

    private void sealed(Optional<KnownKeys.Standing> standing) {
        if (standing.isEmpty()) {
            found(Finding.UNSIGNED, "the manifest has no signature");
            return;
        }
        switch (standing.get()) {
            case KNOWN -> facts.add("the manifest is signed with a key that you know");
            case UNKNOWN -> found(Finding.UNKNOWN_KEY, "so was the manifest");
            case BROKEN -> found(Finding.SIGNATURE_BROKEN, "the manifest is not what was signed");
        }
    }
}
