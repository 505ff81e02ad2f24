package io.kuotu.gateway.admission;

import java.util.Base64;
import java.util.Optional;

/** The form of a secret that signs webhooks, as settings and the tenants file have it. */
public final class WebhookSecret {
    private static final String PREFIX = "whsec_";
    private static final int LEAST_BYTES = 24;
    private static final int MOST_BYTES = 64;

    private WebhookSecret() {}

    /** The bytes of a secret that has no {@link #problem}. */
    public static byte[] key(String secret) {
        return Base64.getDecoder().decode(secret.substring(PREFIX.length()));
    }

    /** What is wrong with a secret, without showing it. */
    public static Optional<String> problem(String secret) {
        if (!secret.startsWith(PREFIX)) {
            return Optional.of("a secret begins with " + PREFIX);
        }
        try {
            return sized(key(secret).length);
        } catch (IllegalArgumentException e) {
            return Optional.of("after " + PREFIX + " comes base64");
        }
    }

    private static Optional<String> sized(int bytes) {
        return bytes >= LEAST_BYTES && bytes <= MOST_BYTES
                ? Optional.empty()
                : Optional.of(
                        "a secret has "
                                + LEAST_BYTES
                                + " to "
                                + MOST_BYTES
                                + " bytes, not "
                                + bytes);
    }
}
