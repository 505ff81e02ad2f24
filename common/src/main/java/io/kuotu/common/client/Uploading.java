package io.kuotu.common.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** A file's way straight to the store. */
final class Uploading {
    private final Calls calls;

    Uploading(Calls calls) {
        this.calls = calls;
    }

    /** What names it as {@code image}. */
    String upload(Path file) throws IOException, InterruptedException {
        ObjectNode order =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("bytes", Files.size(file))
                        .put("sha256", sha256(file));
        JsonNode begun =
                calls.json(
                        calls.call("/v1/uploads")
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(order.toString())));
        if (begun.path("needed").asBoolean()) {
            postTo(URI.create(begun.path("url").asText()), begun.path("fields"), file);
        }
        return begun.path("id").asText();
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The form needs no key of ours, and must not get it. */
    private void postTo(URI store, JsonNode fields, Path file)
            throws IOException, InterruptedException {
        Map<String, String> plain = new LinkedHashMap<>();
        fields.properties().forEach(field -> plain.put(field.getKey(), field.getValue().asText()));
        Multipart form = new Multipart();
        HttpRequest call =
                HttpRequest.newBuilder(store)
                        .header("Content-Type", form.contentType())
                        .POST(form.body(plain, file))
                        .build();
        HttpResponse<String> answer = calls.send(call, BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException("the object store answered " + answer.statusCode());
        }
    }
}
