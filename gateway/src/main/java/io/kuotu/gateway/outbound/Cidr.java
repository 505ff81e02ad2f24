package io.kuotu.gateway.outbound;

import java.net.InetAddress;
import java.util.regex.Pattern;

/**
 * A block of addresses, such as {@code 10.0.0.0/8} or {@code fd00::/8}; an address alone is a block
 * of one.
 *
 * @param network its first address
 * @param bits that all of its addresses have in common
 */
record Cidr(InetAddress network, int bits) {
    private static final Pattern QUAD =
            Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
    private static final Pattern SIX = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    Cidr {
        if (bits < 0 || bits > network.getAddress().length * 8) {
            throw new IllegalArgumentException("/" + bits + " is no length of a prefix");
        }
    }

    /** Throws {@link IllegalArgumentException} for anything that is not exactly one. */
    static Cidr of(String text) {
        int slash = text.indexOf('/');
        InetAddress network = address(slash < 0 ? text : text.substring(0, slash));
        int bits =
                slash < 0
                        ? network.getAddress().length * 8
                        : Integer.parseInt(text.substring(slash + 1));
        return new Cidr(network, bits);
    }

    /** An address as RFC 4291 and four plain decimals write it, never a name: asks no server. */
    static InetAddress address(String literal) {
        if (!isQuad(literal) && !SIX.matcher(literal).matches()) {
            throw new IllegalArgumentException("'" + literal + "' is no address");
        }
        return InetAddress.ofLiteral(literal);
    }

    static boolean isQuad(String text) {
        return QUAD.matcher(text).matches();
    }

    boolean isOneAddress() {
        return bits == network.getAddress().length * 8;
    }

    boolean contains(byte[] address) {
        byte[] mine = network.getAddress();
        if (address.length != mine.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((address[bit / 8] & mask) != (mine[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
