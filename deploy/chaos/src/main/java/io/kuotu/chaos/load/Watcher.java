package io.kuotu.chaos.load;

import io.kuotu.chaos.load.Journal.Watched;
import io.kuotu.common.client.ApiProblem;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.client.ServerEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the events of jobs over as many gateways and connections as it takes. Thread safe. */
final class Watcher {
    private final Callers callers;
    private final Journal journal;

    Watcher(Callers callers, Journal journal) {
        this.callers = callers;
        this.journal = journal;
    }

    /** One job's, on the caller's thread, until its end or an interrupt. */
    void watch(String job) {
        Reading reading = new Reading();
        boolean complete = false;
        try {
            for (int turn = 0; !complete; turn++) {
                KuotuClient client = callers.each().get(turn % callers.each().size());
                complete = read(client, job, reading);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        journal.watched(new Watched(job, reading.ends, reading.inOrder, complete));
    }

    private static boolean read(KuotuClient client, String job, Reading reading)
            throws InterruptedException {
        try {
            var _ = client.follow(job, reading.last, reading::take);
            return true;
        } catch (IOException | ApiProblem e) { // this gateway is away: on with the next
            Thread.sleep(300);
            return false;
        }
    }

    /** What was seen so far; its watcher's thread owns it. */
    private static final class Reading {
        private final List<String> ends = new ArrayList<>();
        private Optional<String> last = Optional.empty();
        private boolean inOrder = true;

        void take(ServerEvent event) {
            boolean aside = event.name().equals("position"); // has the id of the one before
            if (!event.id().isEmpty() && !aside) {
                inOrder &= last.isEmpty() || number(event.id()) > number(last.get());
                last = Optional.of(event.id());
            }
            if (event.isEnd()) {
                ends.add(event.name());
            }
        }

        /** What is told of a job that waits comes before all that the log numbers. */
        private static long number(String id) {
            return id.equals("queued") ? -1 : Long.parseLong(id);
        }
    }
}
