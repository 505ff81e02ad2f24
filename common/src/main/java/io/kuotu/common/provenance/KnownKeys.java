package io.kuotu.common.provenance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.wire.JsonCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Public keys that somebody vouches for, as a JSON Web Key Set (RFC 7517).
 *
 * @param keys with ids that differ
 */
public record KnownKeys(List<VerifyingKey> keys) {
    /** Where gateways serve them. */
    public static final String PATH = "/.well-known/kuotu-keys.json";

    public static final KnownKeys NONE = new KnownKeys(List.of());

    /** How a signature stands before these keys. */
    public enum Standing {
        /** Signed with one of them. */
        KNOWN,
        /** Signed with the key that it brings along, which is none of them. */
        UNKNOWN,
        /** Not what was signed. */
        BROKEN
    }

    public KnownKeys {
        keys = List.copyOf(keys);
        if (keys.stream().map(VerifyingKey::id).distinct().count() != keys.size()) {
            throw new IllegalArgumentException("two keys have the same kid");
        }
    }

    public static KnownKeys of(VerifyingKey key) {
        return new KnownKeys(List.of(key));
    }

    /** Throws {@link IllegalArgumentException} for what is no file of Ed25519 keys. */
    public static KnownKeys read(Path file) {
        try {
            return read(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + file + ": " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    file + " is no set of Ed25519 keys (JWK): " + e.getMessage(), e);
        }
    }

    /** Throws {@link IllegalArgumentException} for what is no set of Ed25519 keys. */
    public static KnownKeys read(byte[] json) {
        try {
            JsonNode all = JsonCodec.mapper().readTree(json).path("keys");
            if (!all.isArray()) {
                throw new IllegalArgumentException("there is no list 'keys'");
            }
            List<VerifyingKey> keys = new ArrayList<>();
            for (JsonNode key : all) {
                if (key.path("kty").asText().equals("OKP")
                        && key.path("crv").asText().equals("Ed25519")) {
                    keys.add(new VerifyingKey(key.path("kid").asText(), key.path("x").asText()));
                }
            }
            return new KnownKeys(keys);
        } catch (IOException e) {
            throw new IllegalArgumentException("not JSON: " + e.getMessage(), e);
        }
    }

    /** In lines, for people as well. */
    public String json() {
        ObjectNode set = JsonCodec.mapper().createObjectNode();
        var list = set.putArray("keys");
        for (VerifyingKey key : keys) {
            list.addObject()
                    .put("kty", "OKP")
                    .put("crv", "Ed25519")
                    .put("alg", "EdDSA")
                    .put("use", "sig")
                    .put("kid", key.id())
                    .put("x", key.x());
        }
        return set.toPrettyString() + "\n";
    }

    public Standing standing(Jws signature) {
        for (VerifyingKey key : keys) {
            if (signature.isSignedBy(key)) {
                return Standing.KNOWN;
            }
        }
        boolean namesOneOfThem = keys.stream().anyMatch(key -> key.id().equals(signature.keyId()));
        boolean fitsItsOwn = signature.ownKey().filter(signature::isSignedBy).isPresent();
        return !namesOneOfThem && fitsItsOwn ? Standing.UNKNOWN : Standing.BROKEN;
    }
}
