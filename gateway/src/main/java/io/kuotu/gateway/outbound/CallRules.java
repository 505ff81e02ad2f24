package io.kuotu.gateway.outbound;

import java.net.URI;
import java.util.Set;

/**
 * What may be called.
 *
 * @param addresses that names may lead to
 * @param ports beside those of the schemes; {@link #ANY} is any
 * @param http whether URLs need no TLS
 */
public record CallRules(AddressRules addresses, Set<Integer> ports, boolean http) {
    public static final int ANY = 0;

    public CallRules {
        ports = Set.copyOf(ports);
    }

    /** Where a URL points, if its scheme and port may be called. */
    Target target(URI url) throws CallRefused {
        Target target = Target.of(url);
        if (!target.tls() && !http) {
            throw new CallRefused("only https URLs can be called");
        }
        if (target.port() != (target.tls() ? 443 : 80)
                && !ports.contains(target.port())
                && !ports.contains(ANY)) {
            throw new CallRefused("port " + target.port() + " is not called");
        }
        return target;
    }
}
