package io.kuotu.gateway.http;

import io.kuotu.gateway.EdgeSettings;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS from PEM files, which may be replaced while the server runs: new connections get the new
 * certificate. A pair that cannot be used leaves the old one in place.
 */
final class Certificates {
    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

    private final Path certificate;
    private final Path key;
    private List<FileTime> seen; // by one looker at a time

    private Certificates(Path certificate, Path key) throws IOException {
        this.certificate = certificate;
        this.key = key;
        this.seen = times();
    }

    /** Does nothing where there is no TLS. */
    static void use(HttpServerOptions options, EdgeSettings.Tls tls) {
        if (tls.isOn()) {
            options.setSsl(true).setKeyCertOptions(pem(tls));
        }
    }

    /** Looks for changed files from now on, until {@code vertx} is closed. */
    static void watch(Vertx vertx, HttpServer server, EdgeSettings.Tls tls) {
        if (!tls.isOn()) {
            return;
        }
        try {
            Certificates files =
                    new Certificates(tls.certificate().orElseThrow(), tls.key().orElseThrow());
            vertx.setPeriodic(
                    tls.lookEvery().toMillis(),
                    _ -> {
                        var _ =
                                vertx.executeBlocking(files::haveChanged)
                                        .onSuccess(changed -> reload(changed, server, tls))
                                        .onFailure(e -> LOG.warn("cannot read certificates", e));
                    });
        } catch (IOException e) {
            LOG.warn("cannot read certificates", e);
        }
    }

    private static void reload(boolean changed, HttpServer server, EdgeSettings.Tls tls) {
        if (changed) {
            server.updateSSLOptions(new ServerSSLOptions().setKeyCertOptions(pem(tls)), true)
                    .onSuccess(_ -> LOG.info("a new certificate is in use"))
                    .onFailure(
                            e -> LOG.warn("the new certificate cannot be used; the old one is", e));
        }
    }

    private static PemKeyCertOptions pem(EdgeSettings.Tls tls) {
        return new PemKeyCertOptions()
                .setCertPath(tls.certificate().orElseThrow().toString())
                .setKeyPath(tls.key().orElseThrow().toString());
    }

    private synchronized boolean haveChanged() throws IOException {
        List<FileTime> now = times();
        boolean changed = !now.equals(seen);
        seen = now;
        return changed;
    }

    private List<FileTime> times() throws IOException {
        return List.of(Files.getLastModifiedTime(certificate), Files.getLastModifiedTime(key));
    }
}
