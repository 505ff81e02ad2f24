package io.kuotu.gateway.webhook;

import java.time.Duration;
import java.util.Optional;

/**
 * How a call went.
 *
 * @param verdict what follows from it
 * @param status of HTTP, where there was an answer
 * @param words for whoever looks into the ledger
 * @param askedWait from the answer's Retry-After
 */
record Outcome(
        Verdict verdict, Optional<Integer> status, String words, Optional<Duration> askedWait) {
    private static final int LONGEST = 200;

    enum Verdict {
        DELIVERED,
        FAILED,
        /** Failed, and never to be tried again. */
        HOPELESS
    }

    Outcome {
        String line = words.replaceAll("\\p{Cntrl}+", " ");
        words = line.length() > LONGEST ? line.substring(0, LONGEST) : line;
    }

    static Outcome unanswered(String words) {
        return new Outcome(Verdict.FAILED, Optional.empty(), words, Optional.empty());
    }

    static Outcome hopeless(String words) {
        return new Outcome(Verdict.HOPELESS, Optional.empty(), words, Optional.empty());
    }

    static Outcome answered(int status, Optional<Duration> askedWait) {
        return new Outcome(verdict(status), Optional.of(status), words(status), askedWait);
    }

    private static Verdict verdict(int status) {
        if (status / 100 == 2) {
            return Verdict.DELIVERED;
        }
        return status == 410 ? Verdict.HOPELESS : Verdict.FAILED;
    }

    private static String words(int status) {
        return switch (status / 100) {
            case 3 -> "HTTP " + status + ": redirects are not followed";
            default -> status == 410 ? "HTTP 410: the receiver wants no more" : "HTTP " + status;
        };
    }
}
