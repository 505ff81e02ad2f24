package io.kuotu.common.provenance;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The public half of a signing key (Ed25519), as JSON Web Keys name it (RFC 8037).
 *
 * @param id that signatures name it by
 * @param x the key's 32 bytes, in base64url without padding
 */
public record VerifyingKey(String id, String x) {
    /** DER of a public key's frame (RFC 8410); the 32 bytes follow it. */
    private static final byte[] FRAME = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int KEY_BYTES = 32;

    public VerifyingKey {
        if (id.isBlank()) {
            throw new IllegalArgumentException("kid is empty");
        }
        if (Base64.getUrlDecoder().decode(x).length != KEY_BYTES) {
            throw new IllegalArgumentException("x is no Ed25519 key of 32 bytes");
        }
    }

    static VerifyingKey of(String id, PublicKey key) {
        return new VerifyingKey(id, x(key));
    }

    static String x(PublicKey key) {
        byte[] encoded = key.getEncoded();
        byte[] raw = Arrays.copyOfRange(encoded, FRAME.length, encoded.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(raw);
    }

    /** Names a key by itself (RFC 7638): whoever has the key can tell that the name is right. */
    public static String thumbprint(String x) {
        String canonical = "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"" + x + "\"}";
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Sha256.start().digest(canonical.getBytes(US_ASCII)));
    }

    /**
     * Whether whoever has the private half signed this. False for a signature of any other form.
     */
    public boolean verifies(byte[] message, byte[] signature) {
        try {
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(key());
            check.update(message);
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private PublicKey key() throws GeneralSecurityException {
        byte[] encoded = Arrays.copyOf(FRAME, FRAME.length + KEY_BYTES);
        System.arraycopy(Base64.getUrlDecoder().decode(x), 0, encoded, FRAME.length, KEY_BYTES);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }
}
