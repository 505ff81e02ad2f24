package io.kuotu.gateway.board;

import io.kuotu.common.job.JobId;

/** A job id as 128 bits, in the order of ids. */
class JobKey implements Comparable<JobKey> {
    private static final int DIGITS = 26;
    private static final int PREFIX = 4; // job_
    private static final byte[] VALUES = values();

    private final long high;
    private final long low;

    JobKey(JobId id) {
        String text = id.value();
        long upper = 0;
        long lower = 0;
        for (int i = 0; i < DIGITS; i++) {
            upper = upper << 5 | lower >>> 59;
            lower = lower << 5 | VALUES[text.charAt(PREFIX + i)];
        }
        this.high = upper;
        this.low = lower;
    }

    private static byte[] values() {
        byte[] values = new byte[128];
        String alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
        for (int i = 0; i < alphabet.length(); i++) {
            values[alphabet.charAt(i)] = (byte) i;
        }
        return values;
    }

    @Override
    public final int compareTo(JobKey other) {
        int upper = Long.compareUnsigned(high, other.high);
        return upper != 0 ? upper : Long.compareUnsigned(low, other.low);
    }

    /** Also equal to a subclass's: those are keys that know more. */
    @Override
    public final boolean equals(Object other) {
        return other instanceof JobKey key && key.high == high && key.low == low;
    }

    /** The low bits are drawn at random. */
    @Override
    public final int hashCode() {
        return Long.hashCode(low);
    }
}
