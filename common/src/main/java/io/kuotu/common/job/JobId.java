package io.kuotu.common.job;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * Names a job everywhere: in URLs, on the wire, in object keys. Sorts by creation time: {@code
 * job_} and the 26 characters of a ULID (48 bits of milliseconds, 80 random bits, Crockford's base
 * 32, lower case).
 */
public record JobId(String value) implements Comparable<JobId> {
    static final String PREFIX = "job_";
    static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final Pattern FORM = Pattern.compile(PREFIX + "[0-7][" + ALPHABET + "]{25}");

    public JobId {
        requireNonNull(value, "value is null");
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a job id: '" + value + "'");
        }
    }

    /** True where {@link #JobId} would not throw. */
    public static boolean isValid(String value) {
        return FORM.matcher(value).matches();
    }

    /** When the id was drawn, in milliseconds' resolution. */
    public Instant createdAt() {
        long millis = 0;
        for (int i = 0; i < 10; i++) {
            millis = millis << 5 | ALPHABET.indexOf(value.charAt(PREFIX.length() + i));
        }
        return Instant.ofEpochMilli(millis);
    }

    @Override
    public int compareTo(JobId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
