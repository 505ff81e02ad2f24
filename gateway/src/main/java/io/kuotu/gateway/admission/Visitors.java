package io.kuotu.gateway.admission;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * People without a key of their own, who use the page that the gateway serves. Each gets a pass: a
 * short-lived token that stands for the key which the operator has granted the page, and may do
 * less. A pass is signed with that key and kept nowhere, so every gateway with the same key takes
 * it. Any thread.
 */
public final class Visitors {
    private static final String PREFIX = "visitor.";
    private static final int NONCE_BYTES = 8;
    private static final String ALGORITHM = "HmacSHA256";

    /** Addresses whose rate is remembered; of more, those that were not seen for longest go. */
    static final int MOST_ADDRESSES = 10_000;

    private final String key;
    private final Duration passLife;
    private final Optional<Rate> rate;
    private final InstantSource clock;
    private final RandomGenerator random;

    /** Guarded by itself; forgets what was asked for least lately. */
    private final Map<String, Bucket> byAddress =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
                    return size() > MOST_ADDRESSES;
                }
            };

    /**
     * What a visitor gets.
     *
     * @param token to send in place of a key
     * @param expiresAt to the second
     */
    public record Pass(String token, Instant expiresAt) {}

    /**
     * @param key of the tenant whose guests they are
     * @param passLife of a pass
     * @param rate of submissions from one address, on this gateway; empty is no limit
     * @param clock of passes and rates
     * @param random tells passes apart
     */
    public Visitors(
            String key,
            Duration passLife,
            Optional<Rate> rate,
            InstantSource clock,
            RandomGenerator random) {
        this.key = key;
        this.passLife = passLife;
        this.rate = rate;
        this.clock = clock;
        this.random = random;
    }

    /** Of the tenant whose guests they are. */
    public String hostKey() {
        return key;
    }

    public Pass issue() {
        Instant expiresAt = Instant.ofEpochSecond(clock.instant().plus(passLife).getEpochSecond());
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        String claim = PREFIX + expiresAt.getEpochSecond() + '.' + HexFormat.of().formatHex(nonce);
        return new Pass(claim + '.' + signature(claim), expiresAt);
    }

    /** Whether a token looks like a pass, valid or not. */
    public static boolean isPass(String token) {
        return token.startsWith(PREFIX);
    }

    /** Whether it is a pass of ours that is still good. */
    public boolean admits(String token) {
        int end = token.lastIndexOf('.');
        if (!isPass(token) || end < PREFIX.length()) {
            return false;
        }
        String claim = token.substring(0, end);
        byte[] expected = signature(claim).getBytes(US_ASCII);
        return MessageDigest.isEqual(expected, token.substring(end + 1).getBytes(UTF_8))
                && expiry(claim).isAfter(clock.instant());
    }

    /** Of a claim that we have signed, so it has the form. */
    private static Instant expiry(String claim) {
        String seconds = claim.substring(PREFIX.length(), claim.lastIndexOf('.'));
        return Instant.ofEpochSecond(Long.parseLong(seconds));
    }

    private String signature(String claim) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.getBytes(UTF_8), ALGORITHM));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(claim.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /**
     * Charges a submission to where it comes from, unless that has used up its rate.
     *
     * @param address of the peer, as text
     * @return how long to wait; empty where it was let in
     */
    public Optional<Duration> turnAway(String address) {
        return rate.flatMap(limit -> charge(limit, place(address)));
    }

    private Optional<Duration> charge(Rate limit, String place) {
        synchronized (byAddress) {
            Bucket bucket = byAddress.computeIfAbsent(place, _ -> new Bucket());
            Instant now = clock.instant();
            Duration wait = bucket.wait(limit, 1, now);
            if (wait.isZero()) {
                bucket.charge(limit, 1, now);
            }
            return Optional.of(wait).filter(Duration::isPositive);
        }
    }

    /** Who has one IPv6 address has a whole /64 of them. */
    private static String place(String address) {
        String[] groups = address.split(":", -1);
        return groups.length < 8
                ? address
                : String.join(":", groups[0], groups[1], groups[2], groups[3]);
    }
}
