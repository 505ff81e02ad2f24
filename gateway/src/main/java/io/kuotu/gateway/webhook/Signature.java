package io.kuotu.gateway.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The headers of Standard Webhooks (standardwebhooks.com): HMAC-SHA256 over {@code
 * id.seconds.body}, once for each secret, so that a receiver may know the old or the new one.
 */
public final class Signature {
    private static final String PREFIX = "whsec_";
    private static final String MAC = "HmacSHA256";
    private static final int LEAST_BYTES = 24;
    private static final int MOST_BYTES = 64;

    private Signature() {}

    /**
     * @param id of the message, the same in each attempt
     * @param at of this attempt
     * @param body as it is sent
     * @param secrets one or more, as settings have them
     */
    static Map<String, String> headers(String id, Instant at, byte[] body, List<String> secrets) {
        String seconds = Long.toString(at.getEpochSecond());
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", seconds);
        headers.put(
                "webhook-signature",
                secrets.stream()
                        .map(secret -> "v1," + sign(secret, id + "." + seconds + ".", body))
                        .collect(Collectors.joining(" ")));
        return headers;
    }

    private static String sign(String secret, String before, byte[] body) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key(secret), MAC));
            mac.update(before.getBytes(US_ASCII));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + MAC, e);
        }
    }

    private static byte[] key(String secret) {
        return Base64.getDecoder().decode(secret.substring(PREFIX.length()));
    }

    /** What is wrong with a secret, without showing it. */
    public static Optional<String> problem(String secret) {
        if (!secret.startsWith(PREFIX)) {
            return Optional.of("a secret begins with " + PREFIX);
        }
        try {
            int bytes = key(secret).length;
            return bytes >= LEAST_BYTES && bytes <= MOST_BYTES
                    ? Optional.empty()
                    : Optional.of(
                            "a secret has "
                                    + LEAST_BYTES
                                    + " to "
                                    + MOST_BYTES
                                    + " bytes, not "
                                    + bytes);
        } catch (IllegalArgumentException e) {
            return Optional.of("after " + PREFIX + " comes base64");
        }
    }
}
