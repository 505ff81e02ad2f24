package io.kuotu.common.provenance;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kuotu.common.lifecycle.Version;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * C2PA's content credentials in PNG, JPEG and WebP: a manifest store with one manifest, whose
 * assertions say how the picture came to be and what the bytes of its file are.
 */
public final class ContentCredentials {
    private static final String ACTIONS = "c2pa.actions.v2";
    private static final String HASH = "c2pa.hash.data";
    private static final String ASSERTIONS = "c2pa.assertions";
    private static final String ALGORITHM = "sha256";

    private final Claim claim;
    private final CredentialSigner signer;
    private final byte[] fileHash;
    private final long at;

    /**
     * @param head the first bytes as they will be, in place of the file's own
     * @param at where the credentials will lie
     */
    private ContentCredentials(
            Claim claim, CredentialSigner signer, Bytes file, ByteBuffer head, long at) {
        this.claim = claim;
        this.signer = signer;
        this.at = at;
        MessageDigest digest = Sha256.start();
        digest.update(head.duplicate().rewind());
        digest.update(file.segment().asSlice(head.capacity()).asByteBuffer()); // less than 2 GB
        this.fileHash = digest.digest();
    }

    /**
     * Copies a file, with credentials; they cover every other byte, so they come last.
     *
     * @param from PNG, JPEG or WebP; stays as it is
     * @param to is overwritten
     * @param claim what the picture says of itself
     * @param signer whose certificate vouches for it
     */
    public static void write(Path from, Path to, Claim claim, CredentialSigner signer)
            throws IOException {
        MarkedFile.join(from, to, file -> pieces(file, claim, signer));
    }

    private static List<Piece> pieces(Bytes file, Claim claim, CredentialSigner signer) {
        var socket = MarkedFile.carrier(file).socket(file);
        if (socket.isEmpty()) {
            return List.of(new Piece.Kept(0, file.size()));
        }
        long at = socket.get().at();
        ByteBuffer head;
        ByteBuffer framed = ByteBuffer.allocate(0);
        int length;
        do { // they hold their own length, whose length may change with it
            length = framed.capacity();
            head = socket.get().head().apply(length);
            ContentCredentials credentials = new ContentCredentials(claim, signer, file, head, at);
            framed = socket.get().frame().apply(ByteBuffer.wrap(credentials.store(length)));
        } while (framed.capacity() != length);
        return List.of(
                new Piece.Added(head),
                new Piece.Kept(head.capacity(), at),
                new Piece.Added(framed),
                new Piece.Kept(at, file.size()));
    }

    /** The same for the same claim. */
    private String id() {
        byte[] hash = Sha256.start().digest(claim.text().getBytes(UTF_8));
        ByteBuffer bytes = ByteBuffer.wrap(hash);
        long high = (bytes.getLong() & ~0xF000L) | 0x4000L; // as if it was drawn (RFC 9562, 4)
        long low = (bytes.getLong() & ~(3L << 62)) | (2L << 62);
        return new UUID(high, low).toString();
    }

    private byte[] store(int framedLength) {
        byte[] actions = Jumbf.contents("cbor", ACTIONS, cbor(actions()));
        byte[] hash = Jumbf.contents("cbor", HASH, cbor(hash(framedLength)));
        String label = "urn:c2pa:" + id();
        byte[] said = Cbor.of(said(label, actions, hash));
        return Jumbf.labelled(
                "c2pa",
                "c2pa",
                Jumbf.labelled(
                        "c2ma",
                        label,
                        Jumbf.labelled(
                                "c2as",
                                ASSERTIONS,
                                Jumbf.box("jumb", actions),
                                Jumbf.box("jumb", hash)),
                        Jumbf.labelled("c2cl", "c2pa.claim.v2", Jumbf.box("cbor", said)),
                        Jumbf.labelled(
                                "c2cs",
                                "c2pa.signature",
                                Jumbf.box("cbor", signer.detached(said)))));
    }

    private static byte[] cbor(Object value) {
        return Jumbf.box("cbor", Cbor.of(value));
    }

    private Map<String, Object> said(String label, byte[] actions, byte[] hash) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("instanceID", "xmp:iid:" + id());
        said.put("claim_generator_info", generator());
        said.put("signature", "self#jumbf=/c2pa/" + label + "/c2pa.signature");
        said.put("created_assertions", List.of(reference(HASH, hash), reference(ACTIONS, actions)));
        said.put("dc:title", claim.job() + ", output " + claim.output());
        said.put("alg", ALGORITHM);
        return said;
    }

    private static Map<String, Object> generator() {
        Map<String, Object> generator = new LinkedHashMap<>();
        generator.put("name", "Kuotu");
        generator.put("version", Version.current());
        return generator;
    }

    private static Map<String, Object> reference(String label, byte[] contents) {
        Map<String, Object> reference = new LinkedHashMap<>();
        reference.put("url", "self#jumbf=" + ASSERTIONS + "/" + label);
        reference.put("hash", Sha256.start().digest(contents));
        return reference;
    }

    private Map<String, Object> actions() {
        Map<String, Object> action = new LinkedHashMap<>();
        action.put("action", "c2pa.created");
        action.put("digitalSourceType", claim.digitalSourceType());
        action.put("softwareAgent", generator());
        action.put(
                "description",
                "made of the picture with SHA-256 "
                        + claim.source().sha256()
                        + " by "
                        + claim.bundle().label());
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("actions", List.of(action));
        return all;
    }

    private Map<String, Object> hash(int framedLength) {
        Map<String, Object> exclusion = new LinkedHashMap<>();
        exclusion.put("start", at);
        exclusion.put("length", framedLength);
        Map<String, Object> hash = new LinkedHashMap<>();
        hash.put("exclusions", List.of(exclusion));
        hash.put("name", "jumbf manifest");
        hash.put("alg", ALGORITHM);
        hash.put("hash", fileHash);
        hash.put("pad", new byte[0]);
        return hash;
    }
}
