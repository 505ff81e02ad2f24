package io.kuotu.common.provenance;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a picture carries about itself.
 *
 * @param digitalSourceType IPTC term, as a URI: what other programs read
 * @param claim the very text that was signed; empty in pictures of other programs
 * @param signature of that text, detached; empty where nobody signed, or it was taken away
 */
public record Mark(
        Optional<String> digitalSourceType, Optional<String> claim, Optional<String> signature) {
    /** What a claim's signature says that it signs. */
    public static final String TYPE = "kuotu-claim";

    /** Of a claim, signed where there is a key. */
    public static Mark of(Claim claim, Optional<SigningKey> key) {
        String text = claim.text();
        return new Mark(
                Optional.of(claim.digitalSourceType()),
                Optional.of(text),
                key.map(k -> Jws.detached(text.getBytes(StandardCharsets.UTF_8), TYPE, k)));
    }

    /** The signature, over the claim that lies beside it. Throws where it cannot be read. */
    public Optional<Jws> signed() {
        return signature.map(
                token -> Jws.parse(token, claim.orElse("").getBytes(StandardCharsets.UTF_8)));
    }
}
