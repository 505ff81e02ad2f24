package io.kuotu.gateway.notify;

/** A connection that stays open. Called on its own event loop only. */
interface Connection {
    /** Time for a sign of life. */
    void beat();

    /** The gateway stops; the client may go on at another. */
    void goAway();
}
