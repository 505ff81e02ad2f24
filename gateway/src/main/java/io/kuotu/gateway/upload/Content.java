package io.kuotu.gateway.upload;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.store.ObjectKeys;
import java.time.LocalDate;

/**
 * What an upload brought, once it has been looked at; from then on the upload means this, whatever
 * else is posted to it.
 *
 * @param sha256 of the file, in hexadecimal
 * @param mediaType as found in its header
 * @param width as it is seen, px
 * @param height as it is seen, px
 * @param day that its input was stored for
 */
public record Content(String sha256, String mediaType, int width, int height, LocalDate day) {
    public Content {
        requireNonNull(sha256, "sha256 is null");
        requireNonNull(mediaType, "mediaType is null");
        requireNonNull(day, "day is null");
    }

    /** Object key of the input. */
    public String key() {
        return ObjectKeys.input(day, sha256);
    }

    Content of(LocalDate other) {
        return new Content(sha256, mediaType, width, height, other);
    }
}
