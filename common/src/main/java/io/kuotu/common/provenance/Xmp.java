package io.kuotu.common.provenance;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kuotu.common.job.DigitalSourceType;
import io.kuotu.common.lifecycle.Version;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Marks as XMP packets: IPTC's properties for every program, the claim and its signature in a
 * namespace of our own. The other properties of that namespace repeat the claim for people who read
 * metadata; only the claim is signed.
 */
public final class Xmp {
    static final String RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    static final String IPTC = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";
    static final String KUOTU = "urn:kuotu:provenance:1#";

    private Xmp() {}

    /** UTF-8. */
    static byte[] write(Claim claim, Mark mark) {
        String properties =
                String.join(
                        "\n",
                        element("xmp:CreatorTool", claim.madeWith()),
                        element("Iptc4xmpExt:DigitalSourceType", claim.digitalSourceType()),
                        element("Iptc4xmpExt:AISystemUsed", "Kuotu " + claim.bundle().name()),
                        element("Iptc4xmpExt:AISystemVersionUsed", claim.bundle().version()),
                        regions(claim.pixels()),
                        element("kuotu:job", claim.job()),
                        element("kuotu:bundle", claim.bundle().label()),
                        element("kuotu:bundleSha256", claim.bundle().sha256()),
                        element("kuotu:seed", Long.toString(claim.seed())),
                        element("kuotu:sourceSha256", claim.source().sha256()),
                        element("kuotu:claim", mark.claim().orElseThrow()),
                        mark.signature().map(s -> element("kuotu:signature", s)).orElse(""));
        return packet(properties);
    }

    /** UTF-8. */
    static byte[] write(Label label) {
        return packet(
                String.join(
                        "\n",
                        element("xmp:CreatorTool", "Kuotu " + Version.current()),
                        element("Iptc4xmpExt:DigitalSourceType", label.type().uri()),
                        element("kuotu:job", label.job().value())));
    }

    private static byte[] packet(String properties) {
        return """
        <?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
        <x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Kuotu">
        <rdf:RDF xmlns:rdf="%s">
        <rdf:Description rdf:about=""
         xmlns:xmp="http://ns.adobe.com/xap/1.0/"
         xmlns:Iptc4xmpExt="%s"
         xmlns:kuotu="%s">
        %s
        </rdf:Description>
        </rdf:RDF>
        </x:xmpmeta>
        <?xpacket end="w"?>\
        """
                .formatted(RDF, IPTC, KUOTU, properties.strip())
                .getBytes(UTF_8);
    }

    /** IPTC's image regions: what was made, and what was there before. */
    private static String regions(Claim.Pixels pixels) {
        List<Region> made = pixels.generated();
        String all =
                IntStream.range(0, made.size())
                        .mapToObj(i -> generated(i + 1, made.get(i)))
                        .collect(Collectors.joining("\n"));
        Optional<String> original =
                pixels.original().map(r -> region("original", "the original picture", r, ""));
        return "<Iptc4xmpExt:ImageRegion><rdf:Bag>\n"
                + original.map(r -> r + "\n").orElse("")
                + all
                + "\n</rdf:Bag></Iptc4xmpExt:ImageRegion>";
    }

    private static String generated(int number, Region region) {
        return region(
                "generated-" + number,
                "made by a model",
                region,
                element("Iptc4xmpExt:DigitalSourceType", DigitalSourceType.GENERATED.uri()));
    }

    private static String region(String id, String name, Region region, String more) {
        return """
        <rdf:li rdf:parseType="Resource">
        %s
        <Iptc4xmpExt:Name><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></Iptc4xmpExt:Name>
        <Iptc4xmpExt:RegionBoundary rdf:parseType="Resource">
        <Iptc4xmpExt:rbShape>rectangle</Iptc4xmpExt:rbShape>
        <Iptc4xmpExt:rbUnit>pixel</Iptc4xmpExt:rbUnit>
        <Iptc4xmpExt:rbX>%d</Iptc4xmpExt:rbX>
        <Iptc4xmpExt:rbY>%d</Iptc4xmpExt:rbY>
        <Iptc4xmpExt:rbW>%d</Iptc4xmpExt:rbW>
        <Iptc4xmpExt:rbH>%d</Iptc4xmpExt:rbH>
        </Iptc4xmpExt:RegionBoundary>
        %s
        </rdf:li>\
        """
                .formatted(
                        element("Iptc4xmpExt:rId", id),
                        name,
                        region.left(),
                        region.top(),
                        region.width(),
                        region.height(),
                        more);
    }

    private static String element(String name, String value) {
        return "<" + name + ">" + escaped(value) + "</" + name + ">";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
