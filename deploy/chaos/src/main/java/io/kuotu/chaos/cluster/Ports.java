package io.kuotu.chaos.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Free ports, all different, below those that systems give to connections: a killed program's port
 * would be taken by the connections of all others before the program is back.
 */
final class Ports {
    private static final int LEAST = 15_000;
    private static final int COUNT = 17_000;

    private final List<ServerSocket> held = new ArrayList<>();
    private int next = (int) (ProcessHandle.current().pid() * 41 % COUNT); // runs side by side

    private Ports() {}

    static List<Integer> free(int count) {
        Ports ports = new Ports();
        try {
            for (int i = 0; i < count; i++) {
                ports.held.add(ports.any());
            }
            return ports.held.stream().map(ServerSocket::getLocalPort).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            ports.release();
        }
    }

    private ServerSocket any() throws IOException {
        for (int tries = 1; ; tries++) {
            int port = LEAST + next++ % COUNT;
            try {
                return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
            } catch (BindException e) {
                if (tries == COUNT) {
                    throw e;
                }
            }
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
