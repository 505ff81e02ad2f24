package io.kuotu.gateway.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    private static final AddressRules PUBLIC = AddressRules.of(List.of(), List.of());
    private static final CallRules HTTP_TOO = new CallRules(PUBLIC, Set.of(), true);
    private static final CallRules STRICT = new CallRules(PUBLIC, Set.of(8443), false);

    @ParameterizedTest
    @CsvSource({
        "https://pictures.example/a.jpg?x=1#part, pictures.example, 443, /a.jpg?x=1",
        "HTTPS://Pictures.EXAMPLE, pictures.example, 443, /",
        "https://pictures.example./a, pictures.example, 443, /a",
        "http://pictures.example:80/a, pictures.example, 80, /a",
        "https://bücher.example/ö, xn--bcher-kva.example, 443, /%C3%B6",
        "https://a_b.example/, a_b.example, 443, /",
        "https://8.8.8.8/, 8.8.8.8, 443, /",
        "https://[2606:4700::1111]/, [2606:4700::1111], 443, /",
    })
    void whatIsRead(String url, String host, int port, String path) throws Exception {
        Target target = HTTP_TOO.target(new URI(url));
        assertThat(target.host()).isEqualTo(host);
        assertThat(target.port()).isEqualTo(port);
        assertThat(target.path()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://2130706433/", // 127.0.0.1 in one number
                "http://0x7f000001/",
                "http://0x7f.0.0.1/",
                "http://0177.0.0.1/",
                "http://017700000001/",
                "http://127.1/",
                "http://127.0.1/",
                "http://127.0.0.1.2/",
                "http://0/",
                "http://0x/",
                "http://1.2.3.0x4/",
                "http://00.0.0.0/",
                "http://127.0.0.01/",
                "http://[::ffff:127.0.0.1%251]/",
                "http://[fe80::1%25eth0]/",
                "http://[fe80::1%eth0]/",
                "http://[::1/",
                "http://[]/",
                "http://[localhost]/",
                "http://good.example@127.0.0.1/",
                "http://user:word@good.example/",
                "http://good.example:80@127.0.0.1/",
                "http://good.example%2f@127.0.0.1/",
                "http://good.example%00.evil/",
                "http://loc%61lhost/",
                "http://good..example/",
                "http://.example/",
                "http://-good.example/",
                "http://:80/",
                "http:///path",
                "http:good.example",
                "http://good.example:0/",
                "http://good.example:-1/",
                "http://good.example:65536/",
                "http://good.example:8080/",
                "http://good.example:22/",
                "http://good.example:443/",
                "http://good.example:99999999999/",
                "//good.example/",
                "good.example/a.jpg",
                "ftp://good.example/",
                "file:///etc/passwd",
                "jar:https://good.example/a.jar!/x",
                "gopher://good.example:80/_GET",
                "data:text/plain,hi",
            })
    void whatIsRefused(String url) {
        assertThatThrownBy(
                        () -> {
                            try {
                                HTTP_TOO.target(new URI(url));
                            } catch (URISyntaxException e) {
                                throw new CallRefused("no URL at all");
                            }
                        })
                .isInstanceOf(CallRefused.class);
    }

    /** Digits and dots of other scripts become plain ones, and are then what they look like. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://１２７.０.０.１/",
                "http://127。0。0。1/",
                "http://⑫7.0.0.1/",
                "http://[::ffff:127.0.0.1]/",
                "http://[::FFFF:7F00:1]/",
                "http://127.0.0.1/"
            })
    void whatIsAnAddressIsKnownAsOne(String url) throws Exception {
        Target target = HTTP_TOO.target(new URI(url));
        assertThat(target.literal()).isPresent();
        assertThat(PUBLIC.allows(target.literal().get())).isFalse();
    }

    @Test
    void schemesAndPortsAreTheOperators() throws Exception {
        assertThat(STRICT.target(new URI("https://good.example:8443/")).port()).isEqualTo(8443);
        assertThatThrownBy(() -> STRICT.target(new URI("http://good.example/")))
                .isInstanceOf(CallRefused.class)
                .hasMessageContaining("https");
        assertThatThrownBy(() -> STRICT.target(new URI("https://good.example:80/")))
                .isInstanceOf(CallRefused.class)
                .hasMessageContaining("80");
        assertThatThrownBy(() -> STRICT.target(new URI("https://a.example/" + "x".repeat(2048))))
                .isInstanceOf(CallRefused.class);
    }
}
