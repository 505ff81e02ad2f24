package io.kuotu.gateway.outbound;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses may be called. Only global unicast ones, and not all of those: what the
 * registries of special addresses (RFC 6890 and after) name is out, and so is every form in which
 * IPv6 carries an IPv4 address that is out. The operator's lists come first. Pure; immutable.
 */
public final class AddressRules {
    /** Where clouds tell a machine its secrets: an allowed block does not open them. */
    private static final List<Cidr> METADATA =
            blocks(
                    "169.254.169.254", // AWS, Azure, Google and most others
                    "169.254.170.2", // AWS, of containers
                    "169.254.170.23",
                    "100.100.100.200", // Alibaba
                    "168.63.129.16", // Azure; looks public
                    "192.0.0.192", // Oracle
                    "fd00:ec2::254",
                    "fd00:ec2::23",
                    "fd20:ce::254");

    private static final List<Cidr> NOT_PUBLIC =
            blocks(
                    "0.0.0.0/8", // this host, on many systems
                    "10.0.0.0/8",
                    "100.64.0.0/10", // behind a carrier's NAT
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24", // relays of 6to4, once
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/3", // multicast, reserved, broadcast
                    "2001::/23", // Teredo, ORCHID, benchmarks
                    "2001:db8::/32",
                    "2002::/16", // 6to4: nobody serves there; what is inside may be private
                    "3ffe::/16",
                    "3fff::/20");

    private static final Cidr GLOBAL_SIX = Cidr.of("2000::/3");
    private static final Cidr MAPPED = new Cidr(mapped(), 96);

    /** How a network without IPv4 reaches it: the name servers there make these up. */
    private static final Cidr NAT64 = Cidr.of("64:ff9b::/96");

    private final List<Cidr> allow;
    private final List<Cidr> deny;

    private AddressRules(List<Cidr> allow, List<Cidr> deny) {
        this.allow = allow;
        this.deny = deny;
    }

    /**
     * @param allow blocks that may be called though they are not public
     * @param deny blocks that may not be called whatever else is said
     * @throws IllegalArgumentException for what is no block
     */
    public static AddressRules of(List<String> allow, List<String> deny) {
        return new AddressRules(
                allow.stream().map(Cidr::of).toList(), deny.stream().map(Cidr::of).toList());
    }

    public boolean allows(InetAddress address) {
        return allows(address.getAddress());
    }

    private boolean allows(byte[] address) {
        if (isIn(deny, address)) {
            return false;
        }
        if (isIn(METADATA, address)) {
            return allow.stream().anyMatch(c -> c.isOneAddress() && c.contains(address));
        }
        if (MAPPED.contains(address)) {
            return allows(Arrays.copyOfRange(address, 12, 16));
        }
        return isIn(allow, address) || isPublic(address);
    }

    private boolean isPublic(byte[] address) {
        if (NAT64.contains(address)) {
            return allows(Arrays.copyOfRange(address, 12, 16));
        }
        return !isIn(NOT_PUBLIC, address) && (address.length == 4 || GLOBAL_SIX.contains(address));
    }

    private static boolean isIn(List<Cidr> blocks, byte[] address) {
        return blocks.stream().anyMatch(block -> block.contains(address));
    }

    private static List<Cidr> blocks(String... texts) {
        return Arrays.stream(texts).map(Cidr::of).toList();
    }

    /** {@code ::ffff:0:0}; not from text: Java makes an IPv4 address of it. */
    private static InetAddress mapped() {
        byte[] bytes = new byte[16];
        bytes[10] = (byte) 0xFF;
        bytes[11] = (byte) 0xFF;
        try {
            return Inet6Address.getByAddress("", bytes, 0);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an address", e);
        }
    }
}
