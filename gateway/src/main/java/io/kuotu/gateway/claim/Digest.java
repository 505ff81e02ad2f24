package io.kuotu.gateway.claim;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.wire.JsonCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** SHA-256, in hexadecimal, of what claims are about. */
public final class Digest {
    private static final byte[] BETWEEN = {0};
    private static final ObjectMapper SORTED =
            new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private Digest() {}

    /**
     * A caller's key and what it stands for. The body counts as it was sent, whatever the order of
     * its fields; of a picture in a form, its bytes.
     *
     * @param tenant whose key it is: two tenants' keys have nothing to do with each other
     * @param key as the header has it
     * @param operation of the contract: the same body elsewhere is another request
     * @param body as JSON
     * @param file that came with it
     */
    public static JobEvent.Key key(
            TenantId tenant,
            String key,
            String operation,
            Map<String, Object> body,
            Optional<Path> file)
            throws IOException {
        MessageDigest digest = sha256();
        add(digest, operation.getBytes(UTF_8));
        add(digest, SORTED.writeValueAsBytes(body));
        if (file.isPresent()) {
            add(digest, file.get());
        }
        return new JobEvent.Key(
                text(tenant.value().getBytes(UTF_8), key.getBytes(UTF_8)), hex(digest));
    }

    /** What a job is to make, of what, by whom: two jobs with the same one end with equal files. */
    public static String fingerprint(Job job, Coalescing scope) {
        String tenant = scope == Coalescing.TENANT ? job.tenant().value() : "";
        return text(
                JsonCodec.encode(job.spec()),
                job.source().sha256().getBytes(UTF_8),
                job.pool().getBytes(UTF_8),
                tenant.getBytes(UTF_8));
    }

    private static String text(byte[]... parts) {
        MessageDigest digest = sha256();
        for (byte[] part : parts) {
            add(digest, part);
        }
        return hex(digest);
    }

    private static void add(MessageDigest digest, byte[] part) {
        digest.update(part);
        digest.update(BETWEEN);
    }

    private static void add(MessageDigest digest, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
        }
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
