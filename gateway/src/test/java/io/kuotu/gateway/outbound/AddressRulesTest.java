package io.kuotu.gateway.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {
    private static final AddressRules DEFAULT = AddressRules.of(List.of(), List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "169.253.255.255",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.1",
                "192.167.255.255",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2606:4700::1111",
                "2a00:1450:4001:81b::200e",
                "2001:4860:4860::8888",
                "64:ff9b::8.8.8.8"
            })
    void whatIsPublic(String address) {
        assertThat(DEFAULT.allows(InetAddress.ofLiteral(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.0.1",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.9",
                "224.0.0.1",
                "239.255.255.250",
                "240.0.0.1",
                "255.255.255.255",
                "100.100.100.200",
                "168.63.129.16",
                "192.0.0.192",
                "169.254.170.2"
            })
    void ipv4ThatIsNotPublic(String address) {
        assertThat(DEFAULT.allows(InetAddress.ofLiteral(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::",
                "::1",
                "::127.0.0.1",
                "::8.8.8.8",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fd12:3456::1",
                "fd00:ec2::254",
                "ff02::1",
                "ff0e::1",
                "2001:db8::1",
                "3fff::1",
                "3ffe::1",
                "100::1",
                "5f00::1",
                "64:ff9b::10.0.0.1",
                "64:ff9b::169.254.169.254",
                "64:ff9b:1::1",
                "2002:7f00:1::1",
                "2002:c0a8:101::1",
                "2002:a9fe:a9fe::1",
                "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                "2001:2::1",
                "2001:10::1"
            })
    void ipv6ThatIsNotPublic(String address) {
        assertThat(DEFAULT.allows(InetAddress.ofLiteral(address))).isFalse();
    }

    @Test
    void anIpv4AddressInsideAnIpv6One_alsoWhereJavaKeepsItThere() throws Exception {
        byte[] loopback = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, 1};
        byte[] open = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 8, 8, 8, 8};
        InetAddress mapped = Inet6Address.getByAddress("", loopback, 0);
        assertThat(mapped.getAddress()).hasSize(16);
        assertThat(DEFAULT.allows(mapped)).isFalse();
        assertThat(DEFAULT.allows(InetAddress.ofLiteral("::ffff:127.0.0.1"))).isFalse();
        assertThat(DEFAULT.allows(Inet6Address.getByAddress("", open, 0))).isTrue();
    }

    @Test
    void theOperatorOpensBlocks_butMetadataOnlyByItsOwnName() {
        AddressRules wide =
                AddressRules.of(List.of("10.1.0.0/16", "169.254.0.0/16", "fd00::/8"), List.of());
        assertThat(wide.allows(InetAddress.ofLiteral("10.1.2.3"))).isTrue();
        assertThat(wide.allows(InetAddress.ofLiteral("10.2.2.3"))).isFalse();
        assertThat(wide.allows(InetAddress.ofLiteral("169.254.1.1"))).isTrue();
        assertThat(wide.allows(InetAddress.ofLiteral("169.254.169.254"))).isFalse();
        assertThat(wide.allows(InetAddress.ofLiteral("fd12::1"))).isTrue();
        assertThat(wide.allows(InetAddress.ofLiteral("fd00:ec2::254"))).isFalse();
        AddressRules meant = AddressRules.of(List.of("169.254.169.254"), List.of());
        assertThat(meant.allows(InetAddress.ofLiteral("169.254.169.254"))).isTrue();
    }

    @Test
    void theOperatorClosesBlocks() {
        AddressRules rules =
                AddressRules.of(List.of("10.0.0.0/8"), List.of("10.0.0.0/30", "8.8.0.0/16"));
        assertThat(rules.allows(InetAddress.ofLiteral("10.0.0.3"))).isFalse();
        assertThat(rules.allows(InetAddress.ofLiteral("10.0.0.4"))).isTrue();
        assertThat(rules.allows(InetAddress.ofLiteral("8.8.8.8"))).isFalse();
        assertThat(rules.allows(InetAddress.ofLiteral("64:ff9b::8.8.8.8"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0",
                "10.0.0.0/x",
                "example.org",
                "010.0.0.0/8",
                "::1/129",
                "fe80::1%eth0",
                "1.2.3.4.",
                "256.1.1.1"
            })
    void whatIsNoBlockIsSaid(String text) {
        assertThatThrownBy(() -> AddressRules.of(List.of(text), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
