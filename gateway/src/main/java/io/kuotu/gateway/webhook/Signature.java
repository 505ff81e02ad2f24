package io.kuotu.gateway.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kuotu.gateway.admission.WebhookSecret;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The headers of Standard Webhooks (standardwebhooks.com): HMAC-SHA256 over {@code
 * id.seconds.body}, once for each secret, so that a receiver may know the old or the new one.
 */
final class Signature {
    private static final String MAC = "HmacSHA256";

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
            mac.init(new SecretKeySpec(WebhookSecret.key(secret), MAC));
            mac.update(before.getBytes(US_ASCII));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + MAC, e);
        }
    }
}
