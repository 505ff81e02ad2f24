package io.kuotu.gateway.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Names to addresses. Blocks; thread safe. */
@FunctionalInterface
public interface Names {
    /** All of a name's addresses, the preferred one first. */
    List<InetAddress> of(String host) throws UnknownHostException;

    /** As this machine resolves them. */
    static Names system() {
        return host -> List.of(InetAddress.getAllByName(host));
    }
}
