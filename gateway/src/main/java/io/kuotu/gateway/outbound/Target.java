package io.kuotu.gateway.outbound;

import java.net.IDN;
import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a URL points, in one reading only: what two parsers could understand in two ways is
 * refused, not guessed at.
 *
 * @param tls whether the scheme is https
 * @param host in ASCII and lower case, without a trailing dot; IPv6 in brackets
 * @param port of the URL or of its scheme
 * @param path with the query; no fragment
 * @param literal where the host is an address itself
 */
record Target(boolean tls, String host, int port, String path, Optional<InetAddress> literal) {
    private static final int LONGEST_URL = 2048;
    private static final int LONGEST_HOST = 253;
    private static final Pattern AUTHORITY =
            Pattern.compile("(\\[[^\\]]*\\]|[^\\[\\]:]+)(?::(\\d{1,5}))?");
    private static final Pattern LABELS =
            Pattern.compile(
                    "(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\\.)*"
                            + "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?");

    /** As browsers see it: a host whose last label is a number is an address, or nothing. */
    private static final Pattern NUMBER_LAST = Pattern.compile("(?:.*\\.)?(?:\\d+|0x[0-9a-f]*)");

    static Target of(URI url) throws CallRefused {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw new CallRefused("only https URLs can be called");
        }
        String authority = url.getRawAuthority();
        if (url.toString().length() > LONGEST_URL || authority == null) {
            throw new CallRefused("this is no URL of at most " + LONGEST_URL + " characters");
        }
        if (authority.indexOf('@') >= 0) {
            throw new CallRefused("a URL with a user or a password is not called");
        }
        var parts = AUTHORITY.matcher(authority);
        if (!parts.matches()) {
            throw notAHost();
        }
        boolean tls = scheme.equals("https");
        int port = parts.group(2) == null ? tls ? 443 : 80 : Integer.parseInt(parts.group(2));
        String host = host(parts.group(1));
        return new Target(tls, host, port, path(url), literal(host));
    }

    private static String path(URI url) {
        URI ascii = URI.create(url.toASCIIString());
        String path = ascii.getRawPath() == null ? "" : ascii.getRawPath();
        String query = ascii.getRawQuery() == null ? "" : "?" + ascii.getRawQuery();
        return (path.isEmpty() ? "/" : path) + query;
    }

    private static String host(String written) throws CallRefused {
        if (written.startsWith("[")) {
            return written.toLowerCase(Locale.ROOT);
        }
        String host;
        try {
            host = IDN.toASCII(written).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw notAHost();
        }
        if (host.endsWith(".")) {
            host = host.substring(0, host.length() - 1);
        }
        if (host.length() > LONGEST_HOST || !LABELS.matcher(host).matches()) {
            throw notAHost();
        }
        return host;
    }

    private static Optional<InetAddress> literal(String host) throws CallRefused {
        try {
            if (host.startsWith("[")) {
                return Optional.of(Cidr.address(host.substring(1, host.length() - 1)));
            }
            if (NUMBER_LAST.matcher(host).matches()) {
                return Optional.of(Cidr.address(host));
            }
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            throw notAHost();
        }
    }

    private static CallRefused notAHost() {
        return new CallRefused("the URL's host is neither a name nor a plainly written address");
    }
}
