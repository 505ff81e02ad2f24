package io.kuotu.gateway.outbound;

import io.kuotu.gateway.outbound.CallFailed.Reason;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Connections to addresses that have been checked, one for each exchange. Thread safe. */
final class Connections implements AutoCloseable {
    private static final int CONNECT_MS = 3_000;
    private static final int TRIED_ADDRESSES = 4;
    private static final int TLS_S = 5;
    private static final int AT_ONCE = 256;
    private static final String USER_AGENT = "kuotu";

    private final Vertx vertx;
    private final HttpClientAgent client;

    Connections(Vertx vertx, Optional<Path> trust) {
        this.vertx = vertx;
        HttpClientOptions options =
                new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_1_1)
                        .setKeepAlive(false)
                        .setDecompressionSupported(false)
                        .setSslHandshakeTimeout(TLS_S)
                        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
                        .setVerifyHost(true)
                        .setMaxInitialLineLength(4096)
                        .setMaxHeaderSize(16 << 10);
        trust.ifPresent(
                pem -> options.setTrustOptions(new PemTrustOptions().addCertPath(pem.toString())));
        this.client =
                vertx.httpClientBuilder()
                        .with(options)
                        .with(new PoolOptions().setHttp1MaxSize(AT_ONCE))
                        .build();
    }

    /** Connected, by the first of the addresses that answers; nothing is sent yet. */
    Exchange open(
            Target target,
            List<InetAddress> checked,
            HttpMethod method,
            Map<String, String> headers,
            Deadline until)
            throws CallFailed, InterruptedException {
        CallFailed last = new CallFailed(Reason.NO_CONNECTION, null);
        for (InetAddress address : checked.stream().limit(TRIED_ADDRESSES).toList()) {
            RequestOptions options = options(target, address, method, until);
            headers.forEach(options::addHeader);
            Context loop = vertx.getOrCreateContext();
            Future<HttpClientRequest> opened = Exchange.on(loop, () -> client.request(options));
            try {
                return new Exchange(vertx, loop, GuardedHttp.await(opened, until), until);
            } catch (CallFailed e) {
                abandon(opened);
                last = e.reason() == Reason.BROKEN ? new CallFailed(Reason.NO_CONNECTION, e) : e;
            }
        }
        throw last;
    }

    private static RequestOptions options(
            Target target, InetAddress address, HttpMethod method, Deadline until)
            throws CallFailed {
        return new RequestOptions()
                .setMethod(method)
                .setServer(SocketAddress.inetSocketAddress(target.port(), numeric(address)))
                .setHost(target.host())
                .setPort(target.port())
                .setSsl(target.tls())
                .setURI(target.path())
                .setFollowRedirects(false)
                .setConnectTimeout(Math.min(CONNECT_MS, until.millisLeft()))
                .addHeader("User-Agent", USER_AGENT);
    }

    /** Not a name any more: nothing is left to resolve. */
    private static String numeric(InetAddress address) {
        return address.getHostAddress();
    }

    /** One that comes about after nobody waits for it is closed. */
    private static void abandon(Future<HttpClientRequest> opened) {
        var _ = opened.onSuccess(request -> request.connection().close());
    }

    @Override
    public void close() {
        var _ = client.close();
    }
}
