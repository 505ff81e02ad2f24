package io.kuotu.worker.intake;

/**
 * Whether a topic's jobs are taken. Whoever pauses it closes it; the topic's lanes wait before it
 * without a consumer, so that none holds or is handed anything meanwhile. Thread safe.
 */
final class Gate {
    private boolean open;
    private boolean over; // nobody need wait any more

    Gate(boolean open) {
        this.open = open;
    }

    synchronized boolean isOpen() {
        return open;
    }

    synchronized void set(boolean nowOpen) {
        open = nowOpen;
        notifyAll();
    }

    /** Lets everybody through, for ever: they are to end. */
    synchronized void abandon() {
        over = true;
        notifyAll();
    }

    synchronized void await() throws InterruptedException {
        while (!open && !over) {
            wait();
        }
    }
}
