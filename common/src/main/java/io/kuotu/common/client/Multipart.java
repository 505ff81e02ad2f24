package io.kuotu.common.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/** A form whose file is read while it is sent. */
final class Multipart {
    private final String boundary = "kuotu-" + UUID.randomUUID();

    String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    /** Plain fields, and the file last. */
    BodyPublisher body(Map<String, String> fields, Path file) throws FileNotFoundException {
        StringBuilder head = new StringBuilder();
        fields.forEach(
                (name, value) ->
                        head.append(
                                "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
                                        .formatted(boundary, name, value)));
        head.append(
                "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file\"\r\n\r\n"
                        .formatted(boundary));
        return BodyPublishers.concat(
                BodyPublishers.ofString(head.toString(), UTF_8),
                BodyPublishers.ofFile(file),
                BodyPublishers.ofString("\r\n--" + boundary + "--\r\n", UTF_8));
    }

    /** A JSON part, and the picture. */
    BodyPublisher body(String requestJson, Path image) throws FileNotFoundException {
        String head =
                "--%s\r\nContent-Disposition: form-data; name=\"request\"\r\nContent-Type: application/json\r\n\r\n%s\r\n"
                                .formatted(boundary, requestJson)
                        + "--%s\r\nContent-Disposition: form-data; name=\"image\"; filename=\"image\"\r\n"
                                .formatted(boundary)
                        + "Content-Type: application/octet-stream\r\n\r\n";
        return BodyPublishers.concat(
                BodyPublishers.ofString(head, UTF_8),
                BodyPublishers.ofFile(image),
                BodyPublishers.ofString("\r\n--" + boundary + "--\r\n", UTF_8));
    }
}
