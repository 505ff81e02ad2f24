package io.kuotu.common.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.UUID;

/** A form of a JSON part and a file, which is read while it is sent. */
final class Multipart {
    private final String boundary = "kuotu-" + UUID.randomUUID();

    String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

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
