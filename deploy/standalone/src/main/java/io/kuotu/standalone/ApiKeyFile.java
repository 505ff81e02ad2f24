package io.kuotu.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The key of the one tenant of a standalone cluster: made at its first start, readable by its owner
 * alone.
 */
final class ApiKeyFile {
    private static final int KEY_BYTES = 24;

    private ApiKeyFile() {}

    static String readOrMake(Path file) throws IOException {
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        byte[] secret = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(secret);
        String key = "kuotu_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        Files.writeString(file, key + "\n", StandardOpenOption.CREATE_NEW);
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        return key;
    }
}
