package io.kuotu.common.provenance;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.wire.JsonCodec;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;

/**
 * A signature over exact bytes, in the compact form of JSON Web Signatures (RFC 7515, {@code EdDSA}
 * of RFC 8037): header, payload, signature. What is signed are the bytes as they lie there, so no
 * two programs can disagree about how JSON is written. The header carries the public key as well;
 * that one proves only that nothing was changed since whoever has it signed.
 */
public final class Jws {
    private static final String ALGORITHM = "EdDSA";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final String signed;
    private final byte[] payload;
    private final byte[] signature;
    private final String type;
    private final String keyId;
    private final Optional<VerifyingKey> ownKey;

    private Jws(String header, byte[] payload, String signature) throws IOException {
        JsonNode fields = JsonCodec.mapper().readTree(Base64.getUrlDecoder().decode(header));
        if (!fields.path("alg").asText().equals(ALGORITHM) || fields.has("crit")) {
            throw new IllegalArgumentException("the signature is not of the kind " + ALGORITHM);
        }
        this.signed = header + "." + ENCODER.encodeToString(payload);
        this.payload = payload.clone();
        this.signature = Base64.getUrlDecoder().decode(signature);
        this.type = fields.path("typ").asText();
        this.keyId = fields.path("kid").asText();
        String x = fields.path("jwk").path("x").asText();
        this.ownKey = x.isEmpty() ? Optional.empty() : Optional.of(new VerifyingKey(keyId, x));
    }

    /**
     * Header and signature with nothing between: the payload travels beside it.
     *
     * @param type what the payload is, so that a signature of one thing is none of another
     */
    public static String detached(byte[] payload, String type, SigningKey key) {
        String[] parts = parts(payload, type, key);
        return parts[0] + ".." + parts[2];
    }

    /** Header, payload and signature. */
    public static String attached(byte[] payload, String type, SigningKey key) {
        return String.join(".", parts(payload, type, key));
    }

    private static String[] parts(byte[] payload, String type, SigningKey key) {
        ObjectNode header = JsonCodec.mapper().createObjectNode();
        header.put("alg", ALGORITHM).put("kid", key.verifying().id()).put("typ", type);
        header.putObject("jwk")
                .put("kty", "OKP")
                .put("crv", "Ed25519")
                .put("x", key.verifying().x());
        String first = ENCODER.encodeToString(JsonCodec.encode(header));
        String second = ENCODER.encodeToString(payload);
        byte[] signature = key.sign((first + "." + second).getBytes(US_ASCII));
        return new String[] {first, second, ENCODER.encodeToString(signature)};
    }

    /** Throws {@link IllegalArgumentException} for what is no signature with its payload. */
    public static Jws parse(String attached) {
        String[] parts = split(attached);
        return jws(parts, Base64.getUrlDecoder().decode(parts[1]));
    }

    /**
     * Throws {@link IllegalArgumentException} for what is no signature of this form.
     *
     * @param detached as {@link #detached} makes it
     * @param payload that travelled beside it
     */
    public static Jws parse(String detached, byte[] payload) {
        String[] parts = split(detached);
        if (!parts[1].isEmpty()) {
            throw new IllegalArgumentException("the signature brings a payload of its own");
        }
        return jws(parts, payload);
    }

    private static String[] split(String token) {
        String[] parts = token.strip().split("\\.", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException(
                    "a signature has three parts, this has " + parts.length);
        }
        return parts;
    }

    private static Jws jws(String[] parts, byte[] payload) {
        try {
            return new Jws(parts[0], payload, parts[2]);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the signature's header cannot be read: " + e.getMessage(), e);
        }
    }

    public byte[] payload() {
        return payload.clone();
    }

    /** What the signer says that the payload is. */
    public String type() {
        return type;
    }

    /** Of the key that it says it was made with. */
    public String keyId() {
        return keyId;
    }

    /** The key that it brings along: proves nothing about who signed. */
    public Optional<VerifyingKey> ownKey() {
        return ownKey;
    }

    public boolean isSignedBy(VerifyingKey key) {
        return key.verifies(signed.getBytes(US_ASCII), signature);
    }
}
