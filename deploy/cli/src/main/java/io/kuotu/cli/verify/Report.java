package io.kuotu.cli.verify;

import io.kuotu.common.provenance.Claim;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What was found out about a file.
 *
 * @param claim what the picture says; empty where it says nothing that can be read
 * @param keyId of the key that it says it was signed with
 * @param findings what speaks against it, the gravest first; none: all of the claim is proven
 * @param facts what was found to hold, in words
 */
public record Report(
        Optional<Claim> claim, Optional<String> keyId, List<Found> findings, List<String> facts) {
    /** One thing that speaks against a picture, and how it shows. */
    public record Found(Finding finding, String detail) {}

    public Report {
        findings = findings.stream().sorted(Comparator.comparing(Found::finding)).toList();
        facts = List.copyOf(facts);
    }

    static Report only(Finding finding, String detail) {
        return new Report(
                Optional.empty(), Optional.empty(), List.of(new Found(finding, detail)), List.of());
    }

    public int exitCode() {
        return findings.stream().findFirst().map(f -> f.finding().exitCode()).orElse(0);
    }
}
