package io.kuotu.chaos.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Free ports, all different. Somebody else may take one before it is used; then a start fails. */
final class Ports {
    private final List<ServerSocket> held = new ArrayList<>();

    private Ports() {}

    static List<Integer> free(int count) {
        Ports ports = new Ports();
        try {
            for (int i = 0; i < count; i++) {
                ports.held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return ports.held.stream().map(ServerSocket::getLocalPort).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            ports.release();
        }
    }

    private void release() {
        for (ServerSocket socket : held) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
