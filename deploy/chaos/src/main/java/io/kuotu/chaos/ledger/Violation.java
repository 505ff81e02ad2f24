package io.kuotu.chaos.ledger;

/**
 * A promise that was not kept.
 *
 * @param promise in one word
 * @param detail what was found, and of whom
 */
public record Violation(String promise, String detail) {
    @Override
    public String toString() {
        return promise + ": " + detail;
    }
}
