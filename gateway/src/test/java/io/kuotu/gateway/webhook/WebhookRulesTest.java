package io.kuotu.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.ProblemException;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.job.Webhook;
import io.kuotu.gateway.admission.Tenant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookRulesTest {
    private static final Tenant SIGNING =
            new Tenant(
                    new TenantId("acme"),
                    1,
                    List.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                    false);
    private static final Tenant SILENT = new Tenant(new TenantId("acme"), 1, List.of(), false);

    private static void check(boolean http, Tenant tenant, String url) {
        new WebhookRules(http).check(tenant, Optional.of(new Webhook(url, Webhook.DEFAULT)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/x",
                "ftp://example.com/x",
                "example.com/x",
                "https:///x",
                "https:x",
                "https://user:word@example.com/",
                "https://example.com/#part",
                "https://example.com:99999/",
                "https://exa mple.com/",
                "https://example.com/%zz",
                ""
            })
    void whatIsNoPlainHttpsUrlIsRefusedByName(String url) {
        ProblemException refused =
                Objects.requireNonNull(
                        catchThrowableOfType(
                                ProblemException.class, () -> check(false, SIGNING, url)));
        assertThat(refused.problem().code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refused.problem().field()).contains("webhook.url");
    }

    @Test
    void httpIsTakenWhereTheOperatorAllowsIt() {
        assertThatCode(() -> check(true, SIGNING, "http://10.0.0.1:8080/x?y=z"))
                .doesNotThrowAnyException();
        assertThatCode(() -> check(false, SIGNING, "HTTPS://example.com"))
                .doesNotThrowAnyException();
    }

    @Test
    void whoHasNoSecretIsToldHowToGetOne() {
        ProblemException refused =
                Objects.requireNonNull(
                        catchThrowableOfType(
                                ProblemException.class,
                                () -> check(false, SILENT, "https://example.com/x")));
        assertThat(refused.problem().code()).isEqualTo(ErrorCode.WEBHOOK_UNSIGNED);
        assertThat(refused.problem().field()).contains("webhook");
        assertThat(refused.problem().detail()).contains("kuotu.tenants.acme.webhook-secrets");
        assertThatCode(() -> new WebhookRules(false).check(SILENT, Optional.empty()))
                .doesNotThrowAnyException();
    }
}
