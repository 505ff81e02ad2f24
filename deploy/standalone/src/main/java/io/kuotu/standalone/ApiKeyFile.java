package io.kuotu.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The key of the one tenant of a standalone cluster, and the secret that signs its webhooks: made
 * at its first start, readable by their owner alone.
 */
final class ApiKeyFile {
    private static final int KEY_BYTES = 24;

    private ApiKeyFile() {}

    static String readOrMake(Path file) throws IOException {
        return readOrMake(file, "kuotu_", Base64.getUrlEncoder().withoutPadding());
    }

    static String readOrMakeWebhookSecret(Path file) throws IOException {
        return readOrMake(file, "whsec_", Base64.getEncoder());
    }

    private static String readOrMake(Path file, String prefix, Base64.Encoder encoder)
            throws IOException {
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        byte[] secret = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(secret);
        String key = prefix + encoder.encodeToString(secret);
        Files.writeString(file, key + "\n", StandardOpenOption.CREATE_NEW);
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        return key;
    }
}
