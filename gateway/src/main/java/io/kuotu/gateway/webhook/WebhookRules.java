package io.kuotu.gateway.webhook;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.Webhook;
import io.kuotu.gateway.admission.Tenant;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * Which webhooks are taken. Where a name leads to is looked at when it is called, not here: it may
 * lead elsewhere by then. Immutable.
 *
 * @param http whether URLs without TLS are allowed too
 */
public record WebhookRules(boolean http) {
    private static final String FIELD = "webhook.url";

    /** Throws a problem that names the field. */
    public void check(Tenant tenant, Optional<Webhook> webhook) {
        webhook.ifPresent(
                wanted -> {
                    checkUrl(wanted.url());
                    checkSecret(tenant);
                });
    }

    private static void checkSecret(Tenant tenant) {
        if (tenant.webhookSecrets().isEmpty()) {
            String detail =
                    "you have no secret to sign calls with: have kuotu.tenants."
                            + tenant.id()
                            + ".webhook-secrets set (whsec_ and 24 to 64 random bytes in base64)";
            throw Problem.at("webhook", ErrorCode.WEBHOOK_UNSIGNED, detail).asException();
        }
    }

    private void checkUrl(String text) {
        try {
            URI url = new URI(text);
            String scheme = url.getScheme() == null ? "" : url.getScheme();
            if (!scheme.equalsIgnoreCase("https") && !(http && scheme.equalsIgnoreCase("http"))) {
                throw refused(http ? "is neither https nor http" : "is not https");
            }
            if (url.getHost() == null) {
                throw refused("names no host");
            }
            if (url.getPort() == 0 || url.getPort() > 65_535) {
                throw refused("has no port that exists");
            }
            if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
                throw refused("may have neither a user nor a fragment");
            }
        } catch (URISyntaxException e) {
            throw refused("is no URL: " + e.getReason());
        }
    }

    private static RuntimeException refused(String why) {
        return Problem.at(FIELD, ErrorCode.INVALID_REQUEST, FIELD + " " + why).asException();
    }
}
