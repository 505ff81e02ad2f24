package io.kuotu.chaos.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Over real sockets, to a server that sends back what it is sent. */
class LinkTest {
    private ServerSocket echo;
    private Link link;

    @BeforeEach
    void start() throws IOException {
        echo = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread _ = Thread.ofVirtual().start(this::serve);
        link = Link.open("test", 0, echo.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        link.close();
        echo.close();
    }

    private void serve() {
        try {
            while (true) {
                Socket client = echo.accept();
                Thread _ = Thread.ofVirtual().start(() -> sendBack(client));
            }
        } catch (IOException e) {
            assertThat(echo.isClosed()).isTrue();
        }
    }

    private static void sendBack(Socket client) {
        try (client) {
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            assertThat(e).isNotNull(); // the link was cut
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), link.port());
        socket.setSoTimeout(500);
        return socket;
    }

    private static int echoOf(Socket socket, int value) throws IOException {
        socket.getOutputStream().write(value);
        return socket.getInputStream().read();
    }

    @Test
    void anOpenLinkLetsPass() throws IOException {
        try (Socket socket = connect()) {
            assertThat(echoOf(socket, 42)).isEqualTo(42);
        }
    }

    @Test
    void aCutBreaksConnections_andNewOnesComeToNothing_untilItIsMended() throws IOException {
        try (Socket before = connect()) {
            assertThat(echoOf(before, 1)).isEqualTo(1);
            link.become(new Condition.Cut());
            assertThat(ends(before)).isTrue();
            try (Socket meanwhile = connect()) {
                assertThat(ends(meanwhile)).isTrue();
            }
            link.become(new Condition.Open());
            try (Socket after = connect()) {
                assertThat(echoOf(after, 2)).isEqualTo(2);
            }
        }
    }

    private static boolean ends(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void aStalledLinkKeepsWhatItIsGiven_andPassesItOnLater() throws IOException {
        try (Socket socket = connect()) {
            assertThat(echoOf(socket, 1)).isEqualTo(1);
            link.become(new Condition.Stalled());
            assertThatThrownBy(() -> echoOf(socket, 2)).isInstanceOf(SocketTimeoutException.class);
            link.become(new Condition.Open());
            assertThat(socket.getInputStream().read()).isEqualTo(2);
        }
    }

    @Test
    void aSlowLinkTakesItsTime() throws IOException {
        link.become(new Condition.Slow(Duration.ofMillis(100), 1_000_000));
        try (Socket socket = connect()) {
            long begin = System.nanoTime();
            assertThat(echoOf(socket, 7)).isEqualTo(7);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)) // there and back
                    .isGreaterThanOrEqualTo(Duration.ofMillis(200));
        }
    }
}
