package io.kuotu.gateway.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.kuotu.gateway.admission.WebhookSecret;
import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Against the library that receivers use, which shares no code with ours. */
class SignatureTest {
    private static final String OLD = secret(1);
    private static final String NEW = secret(2);
    private static final String BODY = "{\"type\":\"job.succeeded\",\"data\":{\"ü\":\"扩图\"}}";

    private static String secret(int fill) {
        byte[] bytes = new byte[32];
        java.util.Arrays.fill(bytes, (byte) fill);
        return "whsec_" + Base64.getEncoder().encodeToString(bytes);
    }

    private static HttpHeaders signed(Instant at, List<String> secrets) {
        Map<String, String> headers =
                Signature.headers("job_x-7", at, BODY.getBytes(UTF_8), secrets);
        return HttpHeaders.of(
                headers.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, h -> List.of(h.getValue()))),
                (_, _) -> true);
    }

    private static void verify(String secret, String body, HttpHeaders headers)
            throws WebhookVerificationException {
        new Webhook(secret).verify(body, headers);
    }

    @Test
    void theExampleOfTheSpecification() {
        Map<String, String> headers =
                Signature.headers(
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        Instant.ofEpochSecond(1614265330),
                        "{\"test\": 2432232314}".getBytes(UTF_8),
                        List.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        assertThat(headers)
                .containsEntry("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek")
                .containsEntry("webhook-timestamp", "1614265330")
                .containsEntry(
                        "webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void receiversBelieveIt() {
        assertThatCode(() -> verify(OLD, BODY, signed(Instant.now(), List.of(OLD))))
                .doesNotThrowAnyException();
    }

    @Test
    void whileSecretsRotate_whoKnowsEitherBelievesIt() {
        HttpHeaders both = signed(Instant.now(), List.of(OLD, NEW));
        assertThatCode(() -> verify(OLD, BODY, both)).doesNotThrowAnyException();
        assertThatCode(() -> verify(NEW, BODY, both)).doesNotThrowAnyException();
    }

    @Test
    void anotherSecretBodyOrTimeIsNotBelieved() {
        HttpHeaders headers = signed(Instant.now(), List.of(OLD));
        assertThatThrownBy(() -> verify(NEW, BODY, headers))
                .isInstanceOf(WebhookVerificationException.class);
        assertThatThrownBy(() -> verify(OLD, BODY + " ", headers))
                .isInstanceOf(WebhookVerificationException.class);
        HttpHeaders stale = signed(Instant.now().minusSeconds(600), List.of(OLD));
        assertThatThrownBy(() -> verify(OLD, BODY, stale))
                .isInstanceOf(WebhookVerificationException.class);
    }

    @Test
    void whatIsNoSecretIsToldWithoutShowingIt() {
        assertThat(WebhookSecret.problem(OLD)).isEmpty();
        for (String bad : List.of("hunter2hunter2", "whsec_%%%", "whsec_c2hvcnQ=")) {
            assertThat(WebhookSecret.problem(bad))
                    .hasValueSatisfying(
                            text -> assertThat(text).doesNotContain(bad.replace("whsec_", "")));
        }
    }
}
