package io.kuotu.common.job;

import static java.util.Objects.requireNonNull;

/**
 * The picture that a job starts from, stored by its content.
 *
 * @param key object key of the file as it was submitted
 * @param sha256 of that file, in hexadecimal
 * @param mediaType as found in its header
 */
public record SourcePicture(String key, String sha256, String mediaType) {
    public SourcePicture {
        requireNonNull(key, "key is null");
        requireNonNull(sha256, "sha256 is null");
        requireNonNull(mediaType, "mediaType is null");
    }
}
