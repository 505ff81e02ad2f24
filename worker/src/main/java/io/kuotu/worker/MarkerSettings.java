package io.kuotu.worker;

import io.kuotu.common.provenance.CredentialSigner;
import io.kuotu.common.provenance.SigningKey;
import io.kuotu.worker.provenance.Marker;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** The keys that a worker's settings name. */
final class MarkerSettings {
    private static final String PREFIX = "kuotu.worker.";

    private MarkerSettings() {}

    /** Throws {@link IllegalArgumentException} that names the setting. */
    static Marker marker(WorkerSettings.WorkerOnly worker) {
        Optional<SigningKey> key =
                worker.signingKeyFile()
                        .map(
                                file ->
                                        named(
                                                "signing-key-file",
                                                () ->
                                                        SigningKey.read(
                                                                file, worker.signingKeyId())));
        return new Marker(key, credentials(worker.c2pa()));
    }

    private static Optional<CredentialSigner> credentials(WorkerSettings.CredentialsOnly c2pa) {
        if (c2pa.certificatesFile().isPresent() != c2pa.keyFile().isPresent()) {
            throw new IllegalArgumentException(
                    PREFIX
                            + "c2pa: certificates-file and key-file are set together, or neither"
                            + " is");
        }
        return c2pa.certificatesFile().map(chain -> signer(chain, c2pa.keyFile().orElseThrow()));
    }

    private static CredentialSigner signer(Path chain, Path key) {
        return named("c2pa", () -> CredentialSigner.read(chain, key));
    }

    private static <T> T named(String setting, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PREFIX + setting + ": " + e.getMessage(), e);
        }
    }
}
