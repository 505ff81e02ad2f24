package io.kuotu.common.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * Files of the service: it names a URL in the store, which needs no key of ours, and must not get
 * it.
 */
final class Download {
    private static final Duration WITHIN = Duration.ofMinutes(5);

    private final Calls calls;

    Download(Calls calls) {
        this.calls = calls;
    }

    byte[] bytes(String path) throws IOException, InterruptedException {
        try (InputStream body = open(path)) {
            return body.readAllBytes();
        }
    }

    /** The file appears whole and with the right hash, or not at all. */
    void toFile(String path, JobStatus.Output expected, Path file)
            throws IOException, InterruptedException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        MessageDigest sha256 = sha256();
        try (InputStream body = open(path);
                OutputStream out = new DigestOutputStream(Files.newOutputStream(part), sha256)) {
            body.transferTo(out);
        }
        String found = HexFormat.of().formatHex(sha256.digest());
        if (!found.equals(expected.sha256())) {
            Files.delete(part);
            throw new IOException(
                    path + " has the SHA-256 " + found + ", not " + expected.sha256());
        }
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private InputStream open(String path) throws IOException, InterruptedException {
        URI presigned;
        HttpResponse<InputStream> answer = calls.stream(calls.call(path).GET(), 302);
        try (InputStream _ = answer.body()) {
            presigned = URI.create(answer.headers().firstValue("Location").orElseThrow());
        }
        HttpRequest request = HttpRequest.newBuilder(presigned).timeout(WITHIN).build();
        HttpResponse<InputStream> file = calls.send(request, BodyHandlers.ofInputStream());
        if (file.statusCode() != 200) {
            file.body().close();
            throw new IOException("the object store answered " + file.statusCode());
        }
        return file.body();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
