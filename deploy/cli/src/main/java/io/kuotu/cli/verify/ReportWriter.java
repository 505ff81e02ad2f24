package io.kuotu.cli.verify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.provenance.Claim;
import io.kuotu.common.provenance.Region;
import io.kuotu.common.wire.JsonCodec;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** A report for people, or for programs. */
final class ReportWriter {
    private final PrintWriter out;

    ReportWriter(PrintWriter out) {
        this.out = out;
    }

    void json(Path file, Report report) {
        ObjectNode all = JsonCodec.mapper().createObjectNode();
        all.put("file", file.toString());
        all.put("proven", report.findings().isEmpty());
        var findings = all.putArray("findings");
        for (Report.Found found : report.findings()) {
            findings.addObject()
                    .put("code", found.finding().label())
                    .put("says", found.finding().words())
                    .put("detail", found.detail());
        }
        report.facts().forEach(all.putArray("facts")::add);
        report.keyId().ifPresent(id -> all.put("key", id));
        report.claim().ifPresent(claim -> all.set("claim", JsonCodec.mapper().valueToTree(claim)));
        out.println(all.toPrettyString());
    }

    void text(Path file, Report report) {
        out.println(
                file + ": " + (report.findings().isEmpty() ? "all that it says is proven" : ""));
        for (Report.Found found : report.findings()) {
            out.println("  NOT PROVEN  " + found.finding().words() + ": " + found.detail());
        }
        report.facts().forEach(fact -> out.println("  holds       " + fact));
        report.claim().ifPresent(this::text);
    }

    private void text(Claim claim) {
        Claim.Pixels pixels = claim.pixels();
        out.println("What the picture says of itself:");
        out.println("  kind        " + claim.digitalSourceType());
        out.println(
                "  original    "
                        + pixels.original()
                                .map(region -> region + ", " + how(pixels))
                                .orElse("nothing"));
        out.println(
                "  generated   "
                        + (pixels.generated().isEmpty()
                                ? "nothing"
                                : pixels.generated().stream()
                                        .map(Region::toString)
                                        .collect(Collectors.joining("; "))));
        out.println("  made with   " + claim.madeWith() + ", " + claim.bundle().label());
        out.println(
                "  made for    "
                        + claim.job()
                        + ", output "
                        + claim.output()
                        + ", seed "
                        + claim.seed()
                        + ", asked for at "
                        + claim.askedAt());
        out.println("  source      SHA-256 " + claim.source().sha256());
    }

    private static String how(Claim.Pixels pixels) {
        if (pixels.originalPreserved()) {
            return "the source's pixels byte for byte";
        }
        return pixels.scale() > 1
                ? "the source enlarged " + pixels.scale() + " times"
                : "the source, altered (by a format with losses, or by an enhancement)";
    }
}
