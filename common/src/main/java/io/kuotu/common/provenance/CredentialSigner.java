package io.kuotu.common.provenance;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Signs content credentials (C2PA) with a key that a certificate vouches for: COSE_Sign1 (RFC 9052)
 * with ES256 or EdDSA. Thread safe.
 */
public final class CredentialSigner {
    private static final int ALGORITHM = 1; // COSE header
    private static final int CHAIN = 33; // COSE header x5chain
    private static final int SIGN1 = 18; // CBOR tag
    private static final int P256_BITS = 256;

    /** How a kind of key signs. */
    private enum Scheme {
        ES256("EC", "SHA256withECDSAinP1363Format", -7),
        EDDSA("Ed25519", "Ed25519", -8);

        private final String key;
        private final String signature;
        private final int cose;

        Scheme(String key, String signature, int cose) {
            this.key = key;
            this.signature = signature;
            this.cose = cose;
        }
    }

    private final Scheme scheme;
    private final PrivateKey key;
    private final List<byte[]> chain;

    private CredentialSigner(Scheme scheme, PrivateKey key, List<byte[]> chain) {
        this.scheme = scheme;
        this.key = key;
        this.chain = chain;
    }

    /**
     * Throws {@link IllegalArgumentException} that says what is wrong with the files.
     *
     * @param certificates PEM, the signer's own first, then who vouches for it
     * @param keyFile private key of the first (PKCS#8, PEM): Ed25519, or EC over P-256
     */
    public static CredentialSigner read(Path certificates, Path keyFile) {
        try {
            List<X509Certificate> chain = certificates(certificates);
            Scheme scheme = scheme(chain.getFirst());
            byte[] encoded = Pem.key(Files.readString(keyFile));
            PrivateKey key =
                    KeyFactory.getInstance(scheme.key)
                            .generatePrivate(new PKCS8EncodedKeySpec(encoded));
            List<byte[]> ders = new ArrayList<>();
            for (X509Certificate certificate : chain) {
                ders.add(certificate.getEncoded());
            }
            CredentialSigner signer = new CredentialSigner(scheme, key, List.copyOf(ders));
            signer.check(chain.getFirst());
            return signer;
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    certificates + " and " + keyFile + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static List<X509Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        List<X509Certificate> chain = new ArrayList<>();
        for (var certificate :
                CertificateFactory.getInstance("X.509")
                        .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            chain.add((X509Certificate) certificate);
        }
        if (chain.isEmpty()) {
            throw new IllegalArgumentException(file + " holds no certificate");
        }
        return chain;
    }

    private static Scheme scheme(X509Certificate certificate) {
        if (certificate.getPublicKey() instanceof ECPublicKey key
                && key.getParams().getCurve().getField().getFieldSize() == P256_BITS) {
            return Scheme.ES256;
        }
        String algorithm = certificate.getPublicKey().getAlgorithm();
        if (algorithm.equals("EdDSA") || algorithm.equals("Ed25519")) {
            return Scheme.EDDSA;
        }
        throw new IllegalArgumentException(
                "the certificate's key is neither Ed25519 nor EC over P-256: " + algorithm);
    }

    /** Whether the key is the certificate's. */
    private void check(X509Certificate own) throws GeneralSecurityException {
        byte[] message = {1};
        Signature check = Signature.getInstance(scheme.signature);
        check.initVerify(own.getPublicKey());
        check.update(message);
        if (!check.verify(sign(message))) {
            throw new GeneralSecurityException("the key is not that of the first certificate");
        }
    }

    private byte[] sign(byte[] message) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(scheme.signature);
        signature.initSign(key);
        signature.update(message);
        return signature.sign();
    }

    /** A signature of these bytes, which travel beside it. */
    byte[] detached(byte[] payload) {
        Map<Integer, Object> header = new LinkedHashMap<>();
        header.put(ALGORITHM, scheme.cose);
        header.put(CHAIN, chain.size() == 1 ? chain.getFirst() : chain);
        byte[] guarded = Cbor.of(header);
        try {
            byte[] signature = sign(Cbor.of(List.of("Signature1", guarded, new byte[0], payload)));
            List<Object> parts = new ArrayList<>();
            parts.add(guarded);
            parts.add(Map.of());
            parts.add(Cbor.NOTHING);
            parts.add(signature);
            return Cbor.of(new Cbor.Tagged(SIGN1, parts));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key does not sign", e);
        }
    }
}
