package io.kuotu.common.provenance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.wire.JsonCodec;
import java.io.IOException;
import java.util.Optional;

/**
 * The signature of a manifest. It brings the very bytes along that were signed, and the fields
 * around it must say the same: so there is nothing to agree on about how JSON is written.
 */
public final class ManifestSeal {
    private static final String TYPE = "kuotu-manifest";
    private static final String FIELD = "seal";

    private ManifestSeal() {}

    public static JobManifest sealed(JobManifest manifest, SigningKey key) {
        JobManifest bare = manifest.withSeal(Optional.empty());
        return bare.withSeal(Optional.of(Jws.attached(JsonCodec.encode(bare), TYPE, key)));
    }

    /**
     * A manifest file as it came from anywhere.
     *
     * @param manifest what it says
     * @param standing of its signature; empty where it has none
     */
    public record Opened(JobManifest manifest, Optional<KnownKeys.Standing> standing) {}

    /** Throws {@link IllegalArgumentException} for what is no manifest. */
    public static Opened open(byte[] json, KnownKeys keys) {
        JobManifest manifest = JsonCodec.decode(json, JobManifest.class);
        return new Opened(
                manifest, manifest.seal().map(seal -> standing(json, Jws.parse(seal), keys)));
    }

    private static KnownKeys.Standing standing(byte[] json, Jws seal, KnownKeys keys) {
        boolean same = seal.type().equals(TYPE) && tree(seal.payload()).equals(bare(json));
        return same ? keys.standing(seal) : KnownKeys.Standing.BROKEN;
    }

    private static JsonNode bare(byte[] json) {
        JsonNode tree = tree(json);
        if (tree instanceof ObjectNode fields) {
            fields.remove(FIELD);
        }
        return tree;
    }

    private static JsonNode tree(byte[] json) {
        try {
            return JsonCodec.mapper().readTree(json);
        } catch (IOException e) {
            throw new IllegalArgumentException("not JSON: " + e.getMessage(), e);
        }
    }
}
