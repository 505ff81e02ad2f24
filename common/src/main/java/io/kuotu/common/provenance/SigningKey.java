package io.kuotu.common.provenance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Optional;

/** What signs claims and manifests: an Ed25519 key. Thread safe. */
public final class SigningKey {
    private static final String ALGORITHM = "Ed25519";

    private final PrivateKey key;
    private final VerifyingKey verifying;

    private SigningKey(PrivateKey key, VerifyingKey verifying) {
        this.key = key;
        this.verifying = verifying;
    }

    /**
     * A key file: PKCS#8 in PEM, as {@code openssl genpkey -algorithm ed25519} writes it. Throws
     * {@link IllegalArgumentException} that says what is wrong with it.
     *
     * @param file to read
     * @param id that signatures name it by; its thumbprint (RFC 7638) unless given
     */
    public static SigningKey read(Path file, Optional<String> id) {
        try {
            return of(Files.readString(file), id);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + file + ": " + e.getMessage(), e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    file + " is no Ed25519 private key (PKCS#8, PEM): " + e.getMessage(), e);
        }
    }

    /** A new one. */
    public static SigningKey make(SecureRandom random) {
        try {
            byte[] seed = new byte[32];
            random.nextBytes(seed);
            KeyPair pair = pair(seed);
            String x = VerifyingKey.x(pair.getPublic());
            return new SigningKey(
                    pair.getPrivate(), new VerifyingKey(VerifyingKey.thumbprint(x), x));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has Ed25519", e);
        }
    }

    /** The one of a file; where there is none a new one is put there, for its owner alone. */
    public static SigningKey readOrMake(Path file, SecureRandom random) throws IOException {
        if (Files.exists(file)) {
            return read(file, Optional.empty());
        }
        SigningKey made = make(random);
        made.write(file);
        return made;
    }

    /** Into a new file, readable by its owner alone; never over one that is there. */
    public void write(Path file) throws IOException {
        Files.writeString(file, "", StandardOpenOption.CREATE_NEW);
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        Files.writeString(file, Pem.text(key.getEncoded()));
    }

    private static SigningKey of(String pem, Optional<String> id) throws GeneralSecurityException {
        PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(Pem.key(pem));
        if (!(KeyFactory.getInstance(ALGORITHM).generatePrivate(encoded)
                instanceof EdECPrivateKey key)) {
            throw new IllegalArgumentException("it is of another kind");
        }
        String x = VerifyingKey.x(pair(key.getBytes().orElseThrow()).getPublic());
        VerifyingKey verifying =
                new VerifyingKey(id.orElseGet(() -> VerifyingKey.thumbprint(x)), x);
        return checked(new SigningKey(key, verifying));
    }

    /** The public half follows from the private one, which the JDK does only as it makes a pair. */
    private static KeyPair pair(byte[] seed) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
        generator.initialize(NamedParameterSpec.ED25519, new Known(seed));
        return generator.generateKeyPair();
    }

    /** That the halves belong together is no promise of the JDK's. */
    private static SigningKey checked(SigningKey key) {
        byte[] message = new byte[] {1};
        if (!key.verifying.verifies(message, key.sign(message))) {
            throw new IllegalStateException("the public key does not follow from the private one");
        }
        return key;
    }

    /** Draws what it is given. */
    private static final class Known extends SecureRandom {
        private static final long serialVersionUID = 1;
        private final byte[] bytes;

        Known(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        @Override
        public void nextBytes(byte[] into) {
            System.arraycopy(bytes, 0, into, 0, into.length);
        }
    }

    public VerifyingKey verifying() {
        return verifying;
    }

    /** 64 bytes, the same for the same message. */
    byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key does not sign", e);
        }
    }
}
